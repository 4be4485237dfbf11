// root's crontab with a renewal for each handle; every other line stays as it is.
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import { judgeCrontab } from '../formats/crontab/judge-crontab.ts';
import { Renewals } from '../formats/crontab/renewals.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import { NOTHING, refused, unchangedOn, type Part } from './part.ts';
import { renderText, type Rendered } from './render-servers.ts';

const TEMPLATE = 'crontab/renew.hbs';

export function planCrontab(desired: Desired, facts: Facts, paths: CertificatePaths): Part {
  const before = facts.crontab;
  const renewals = new Renewals(before ?? '');
  const handles = [...new Set(desired.domains.map(({ policyHost }) => paths.of(policyHost).handle))].filter((each) => each !== null);
  const config = configOf(facts);
  const missing = handles.filter((handle) => !renewals.has(handle, config));
  const notes = handles.flatMap((handle) => renewals.linesWithoutReload(handle).map((line) => neverReloads(handle, line)));
  if (missing.length === 0) return { ...NOTHING, notes };
  const lines = renderLines(missing, desired, facts);
  if (!lines.ok) return refused(lines.diagnostic);
  const after = `${before ?? ''}${before === null || before === '' || before.endsWith('\n') ? '' : '\n'}${lines.text}`;
  const now = new Renewals(after);
  const lost = missing.find((handle) => !now.has(handle, config));
  return lost === undefined ? { ...judged(before, after, missing, facts), notes } : refused(notRenewed(lost, desired, facts));
}

/** Of the line that this stsctl would write. */
function configOf({ agent }: Facts): string {
  const at = agent?.indexOf('-f') ?? -1;
  return at < 0 ? '' : (agent?.[at + 1] ?? '');
}

/** One line that runs stsctl where it is installed, else one for each handle that needs the base system alone. */
function renderLines(handles: readonly string[], desired: Desired, { agent }: Facts): Rendered {
  const command = agent !== null && agent.every(isPlain) ? agent.join(' ') : null;
  const { alsoRestart } = desired.acme;
  const texts: string[] = [];
  for (const handle of command === null ? handles : handles.slice(0, 1)) {
    const rendered = renderText(TEMPLATE, desired.templates, { agent: command, handle, alsoRestart });
    if (!rendered.ok) return rendered;
    texts.push(`${rendered.text.trim()}\n`);
  }
  return { ok: true, text: texts.join('') };
}

/** Neither the shell nor cron (a bare % ends a command) makes anything else of it. */
function isPlain(word: string): boolean {
  return /^[A-Za-z0-9_./+:@,=-]+$/.test(word);
}

function neverReloads(handle: string, line: number): string {
  return `crontab of root, line ${line}: renews ${handle} and never reloads httpd, which would go on serving the old certificate; stsctl leaves the line as it is; add to it: && rcctl reload httpd`;
}

function notRenewed(handle: string, { templates }: Desired, facts: Facts): Diagnostic {
  const file = templates.get(TEMPLATE)?.file ?? TEMPLATE;
  return { code: 'template-result', place: { file }, message: `makes a line that does not renew ${handle}`, unchanged: unchangedOn(facts), next: `correct ${file}, then: stsctl plan` };
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
