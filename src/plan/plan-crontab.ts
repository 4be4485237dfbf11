// root's crontab with a renewal line for each handle; every other line stays as it is.
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
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
  const now = renewedHandles(parseCrontab(after));
  const lost = missing.find((handle) => !now.has(handle));
  return lost === undefined ? judged(before, after, missing, facts) : refused(notRenewed(lost, desired, facts));
}

function notRenewed(handle: string, { templates }: Desired, facts: Facts): Diagnostic {
  const file = templates.get(TEMPLATE)?.file ?? TEMPLATE;
  return { code: 'template-result', place: { file }, message: `makes a line that does not run acme-client for ${handle}`, unchanged: unchangedOn(facts), next: `correct ${file}, then: stsctl plan` };
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

/** Handles that some line already runs acme-client for: not to check (-n) or revoke (-r), nor as somebody's argument. */
function renewedHandles(lines: readonly CrontabLine[]): Set<string> {
  const commands = lines.flatMap((line) => (line.kind === 'job' ? [line.command.replace(/(^|\s)#.*$/, '')] : []));
  return new Set(commands.flatMap((command) => [...command.matchAll(RUN)].map(([, handle]) => handle ?? '')));
}

const RUN = /(?:^|[;&|({]|\b(?:if|then|do|doas|!)\s)\s*(?:\/usr\/sbin\/)?acme-client(?:\s+-[Fv]+|\s+-f\s+\S+)*\s+([A-Za-z0-9][A-Za-z0-9._-]*)/g;
