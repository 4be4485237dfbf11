// stsctl mx add, mx remove: a mail host comes and goes without a mail being lost. Exit 0 done, 2 something waits.
import { Failure } from '../model/failure.ts';
import { readLedger } from '../apply/keep-ledger.ts';
import { checkMx } from '../config/check-names.ts';
import { addMx, removeMx } from '../config/edit-policy.ts';
import { openWalks } from '../lifecycle/open-walks.ts';
import { walkMxAdd, walkMxRemove } from '../lifecycle/walk-mx.ts';
import { chosenDomains } from './chosen-domains.ts';
import type { CommandContext } from './command-context.ts';
import { loadDesired } from './load-desired.ts';
import { needOperand } from './need-operand.ts';
import { rootedHost } from './rooted-host.ts';
import { printWalk, walkOn } from './walk-on.ts';

export function commandMxAdd(context: CommandContext): Promise<number> {
  return commandMx(context, 'mx-add');
}

export function commandMxRemove(context: CommandContext): Promise<number> {
  return commandMx(context, 'mx-remove');
}

async function commandMx(context: CommandContext, kind: 'mx-add' | 'mx-remove'): Promise<number> {
  const [name, ...domains] = context.operands;
  const words = kind === 'mx-add' ? 'mx add' : 'mx remove';
  const mx = hostNamed(needOperand(name, `stsctl ${words} mx2.example.com`));
  const host = await rootedHost(context, `${words} ${mx}`);
  const desired = await loadDesired(context);
  const named = chosenDomains(desired.domains, domains);
  // Without names those that have it, or had it when this was begun: the others have nothing to lose.
  const { events } = await readLedger(host);
  const isBegun = (domain: string) => openWalks(events.filter((each) => each.domain === domain)).some((walk) => walk.kind === kind && walk.host === mx);
  const meant = domains.length > 0 || kind === 'mx-add' ? named : named.filter(({ domain, policy }) => policy.mx.includes(mx) || isBegun(domain));
  if (meant.length === 0 && !context.terminal.isQuiet && !context.options.json) context.terminal.out(`no policy has ${mx}`);
  const [edit, ask] = kind === 'mx-add' ? ([addMx, walkMxAdd] as const) : ([removeMx, walkMxRemove] as const);
  return printWalk(
    await walkOn({ names: meant.map(({ domain }) => domain), ask: ({ situation }) => ask(situation, mx), edit: (text, those) => edit(text, those, mx), reason: () => `stsctl ${words} ${context.options.force ? '--force ' : ''}${mx}`, walk: { kind, host: mx } }, desired, host, context),
    context,
  );
}

/** Lower-case A-labels, or such a pattern. */
function hostNamed(text: string): string {
  const checked = checkMx(text);
  if (checked.ok) return checked.value;
  throw new Failure([{ code: 'usage', message: `host ${checked.problem}`, unchanged: 'everything', next: 'name a mail host as its MX record does' }]);
}
