// Handles of acme-client.conf that work and yet do not serve.
import type { AcmeClientConf, AcmeDomain } from '../model/acme-client-conf.ts';
import type { Bytes } from '../model/bytes.ts';
import type { LintFinding } from '../model/lint.ts';
import { placeInText } from './place-in-text.ts';

export function lintHandles(file: string, text: Bytes, conf: AcmeClientConf): LintFinding[] {
  return conf.domains.flatMap((domain) => {
    const place = domain.file === file ? placeInText(file, text, domain.line, domain.handle) : { file: domain.file, line: domain.line };
    return [...withoutChain(domain, place), ...relativeChain(domain, place), ...outsideChroot(domain, place)];
  });
}

function withoutChain({ handle, fullChain }: AcmeDomain, place: LintFinding['place']): LintFinding[] {
  if (fullChain !== null) return [];
  return [
    {
      code: 'handle-without-chain',
      severity: 'error',
      place,
      message: `handle "${handle}" writes no full chain`,
      why: 'httpd must serve the intermediate certificate too, or senders can\'t verify it (RFC 8461 3.3)',
      next: `add: domain full chain certificate "/etc/ssl/${handle}.fullchain.pem"`,
    },
  ];
}

/** acme-client takes a relative full chain and writes it below wherever it was started. */
function relativeChain({ handle, fullChain }: AcmeDomain, place: LintFinding['place']): LintFinding[] {
  if (fullChain === null || fullChain.startsWith('/')) return [];
  return [
    {
      code: 'handle-without-chain',
      severity: 'error',
      place,
      message: `the full chain of handle "${handle}" has a relative path`,
      why: 'cron and a shell start acme-client in different directories: the renewal writes another file',
      next: `write: domain full chain certificate "/etc/ssl/${fullChain}"`,
    },
  ];
}

function outsideChroot({ handle, challengedir }: AcmeDomain, place: LintFinding['place']): LintFinding[] {
  if (challengedir.startsWith('/var/www/')) return [];
  return [
    {
      code: 'handle-outside-chroot',
      severity: 'error',
      place,
      message: `handle "${handle}" writes its challenges to ${challengedir}, outside httpd's chroot`,
      why: 'httpd sees nothing outside /var/www, and the challenge is a 404',
      next: 'write: challengedir "/var/www/acme"',
    },
  ];
}
