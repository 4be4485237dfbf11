// root's crontab with a renewal for each handle; every line that is not ours stays as it is.
import type { Bytes } from '../model/bytes.ts';
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import { judgeCrontab } from '../formats/crontab/judge-crontab.ts';
import type { CertificatePaths } from './certificate-paths.ts';
import { NOTHING, refused, unchangedOn, type Part } from './part.ts';
import { crontabRenewals } from './crontab-renewals.ts';
import { crontabNotes } from './crontab-notes.ts';
import { LINE_TEMPLATE, renderLine, withOwnLinesUpdated } from './own-crontab-lines.ts';
import type { Rendered } from './render-servers.ts';

export function planCrontab(desired: Desired, facts: Facts, paths: CertificatePaths): Part {
  const handles = [...new Set(desired.domains.map(({ policyHost }) => paths.of(policyHost).handle))].filter((each) => each !== null);
  const before = facts.crontab ?? '';
  const found = crontabRenewals(facts);
  const { config } = found;
  const updated = withOwnLinesUpdated(before, found.renewals, { desired, handles, config, agent: agentCommand(facts) });
  if (!updated.ok) return refused(updated.diagnostic);
  // Every reading runs each line in thought: not twice for the same text.
  const { renewals } = updated.text === before ? found : crontabRenewals(facts, updated.text);
  const missing = handles.filter((handle) => !renewals.has(handle, config));
  const lines = renderLines(missing, desired, agentCommand(facts));
  if (!lines.ok) return refused(lines.diagnostic);
  const after = withLines(updated.text, lines.text);
  const now = after === updated.text ? renewals : crontabRenewals(facts, after).renewals;
  const lost = missing.find((handle) => !now.has(handle, config));
  if (lost !== undefined) return refused(notRenewed(lost, desired, facts));
  const notes = crontabNotes(now, handles, config);
  if (after === before) return { ...NOTHING, notes };
  const reasons = [...updated.reasons, ...(missing.length === 0 ? [] : [missing.length === 1 ? `renews the certificate of ${missing[0]}` : `renews ${missing.length} certificates`])];
  return { ...judged(facts.crontab, after, reasons.join('; '), facts), notes };
}

function withLines(text: Bytes, lines: Bytes): Bytes {
  return `${text}${lines === '' || text === '' || text.endsWith('\n') ? '' : '\n'}${lines}`;
}

/** Null where cron can't run stsctl, or its words would need quotes: neither the shell nor cron (a bare % ends a command) makes anything else of these. */
function agentCommand({ agent }: Facts): string | null {
  return agent !== null && agent.every((word) => /^[A-Za-z0-9_./+:@,=-]+$/.test(word)) ? agent.join(' ') : null;
}

/** One line that runs stsctl where it is installed, else one for each handle that needs the base system alone. */
function renderLines(handles: readonly string[], desired: Desired, agent: string | null): Rendered {
  const texts: string[] = [];
  for (const handle of agent === null ? handles : handles.slice(0, 1)) {
    const rendered = renderLine(desired, { agent, handle, alsoRestart: desired.acme.alsoRestart });
    if (!rendered.ok) return rendered;
    texts.push(rendered.text);
  }
  return { ok: true, text: texts.join('') };
}

/** What stsctl has written to renew this handle: a line for it alone, and with `isLast` the one for all of the configuration. */
export function renewalLines(handle: string, isLast: boolean, desired: Desired, facts: Facts): string[] {
  const written = [renderLines([handle], desired, null), ...(isLast ? [renderLines([handle], desired, agentCommand(facts))] : [])];
  return written.flatMap((each) => (each.ok ? [each.text.trim()] : []));
}

function notRenewed(handle: string, { templates }: Desired, facts: Facts): Diagnostic {
  const file = templates.get(LINE_TEMPLATE)?.file ?? LINE_TEMPLATE;
  return { code: 'template-result', place: { file }, message: `makes a line that does not renew ${handle}`, unchanged: unchangedOn(facts), next: `correct ${file}, then: stsctl plan` };
}

function judged(before: Bytes | null, after: Bytes, reason: string, facts: Facts): Part {
  const { exit, stderr } = judgeCrontab('crontab of root', after);
  if (exit !== 0) {
    return refused({
      code: 'crontab-broken',
      message: `crontab(1) would refuse the crontab that stsctl would install: ${stderr[0] ?? ''}`,
      unchanged: unchangedOn(facts),
      next: 'correct that line with crontab -e, or your template in /etc/stsctl/templates/crontab, then: stsctl plan',
    });
  }
  return { steps: [{ kind: 'install-crontab', user: 'root', before, after, reason }], notes: [], diagnostics: [] };
}
