// root's crontab with a renewal line for each handle; every other line stays as it is.
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import { judgeCrontab } from '../formats/crontab/judge-crontab.ts';
import { parseCrontab, type CrontabLine } from '../formats/crontab/parse-crontab.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import { NOTHING, refused, unchangedOn, type Part } from './part.ts';
import { renderText } from './render-servers.ts';

const TEMPLATE = 'crontab/renew.hbs';

export function planCrontab(desired: Desired, facts: Facts, paths: CertificatePaths): Part {
  const before = facts.crontab;
  const renewed = renewedHandles(parseCrontab(before ?? ''));
  const handles = new Set(desired.domains.map(({ policyHost }) => paths.of(policyHost).handle).filter((each) => each !== null));
  const missing = [...handles].filter((handle) => !renewed.has(handle));
  if (missing.length === 0) return NOTHING;
  const lines: string[] = [];
  for (const handle of missing) {
    const rendered = renderText(TEMPLATE, desired.templates, { handle });
    if (!rendered.ok) return refused(rendered.diagnostic);
    lines.push(rendered.text.trimEnd());
  }
  const after = `${before ?? ''}${before === null || before === '' || before.endsWith('\n') ? '' : '\n'}${lines.join('\n')}\n`;
  return judged(before, after, missing, facts);
}

function judged(before: Bytes | null, after: Bytes, missing: readonly string[], facts: Facts): Part {
  const { exit, stderr } = judgeCrontab('crontab of root', after);
  if (exit !== 0) {
    return refused({
      code: 'crontab-broken',
      message: `crontab(1) would refuse the crontab that stsctl would install: ${stderr[0] ?? ''}`,
      unchanged: unchangedOn(facts),
      next: 'correct that line with crontab -e, or your template in /etc/stsctl/templates/crontab, then: stsctl plan',
    });
  }
  const reason = missing.length === 1 ? `renews the certificate of ${missing[0]}` : `renews ${missing.length} certificates`;
  return { steps: [{ kind: 'install-crontab', user: 'root', before, after, reason }], notes: [], diagnostics: [] };
}

/** Handles that some line already runs acme-client for. */
function renewedHandles(lines: readonly CrontabLine[]): Set<string> {
  const words = lines.flatMap((line) => (line.kind === 'job' && /acme-client/.test(line.command) ? wordsOf(line.command) : []));
  return new Set(words);
}

function wordsOf(command: string): string[] {
  return command.split(/[\s;&|<>()"'`]+/);
}
