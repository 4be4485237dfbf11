// The commands of a policy's life: modes, mail hosts, the end.
import type { Command, OptionName } from './commands.ts';

/** How a domain is looked at from outside, and how a plan is applied. */
const LOOK: readonly OptionName[] = ['allow-private', 'ca-file', 'connect', 'json', 'resolver', 'root', 'smtp-port'];

export const LIFECYCLE_COMMANDS: readonly Command[] = [
  {
    name: 'mode',
    operands: '[testing | enforce | none] domain',
    summary: 'change the mode of a policy when evidence says it is safe',
    options: ['auto', 'days', 'force', 'organizations', 'ramp', ...LOOK],
    maxOperands: 2,
    remote: 'each',
    load: async () => (await import('./command-mode.ts')).commandMode,
  },
  {
    name: 'mx add',
    operands: 'host [domain ...]',
    summary: 'bring a mail host without losing mail',
    options: ['force', ...LOOK],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'each',
    load: async () => (await import('./command-mx.ts')).commandMxAdd,
  },
  {
    name: 'mx remove',
    operands: 'host [domain ...]',
    summary: 'take a mail host away without losing mail',
    options: ['force', ...LOOK],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'each',
    load: async () => (await import('./command-mx.ts')).commandMxRemove,
  },
  {
    name: 'retire',
    operands: 'domain',
    summary: 'take MTA-STS back, over days',
    options: ['now', 'revoke', ...LOOK],
    maxOperands: 1,
    remote: 'each',
    load: async () => (await import('./command-retire.ts')).commandRetire,
  },
  {
    name: 'status',
    operands: '[domain ...]',
    summary: 'where each domain stands, and what waits for what',
    options: LOOK,
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'each',
    load: async () => (await import('./command-status.ts')).commandStatus,
  },
];
