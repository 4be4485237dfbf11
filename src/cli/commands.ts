// The one table of commands: usage, manual and dispatch come from it.
import type { CommandContext } from './command-context.ts';
import { LIFECYCLE_COMMANDS } from './lifecycle-commands.ts';
import { REPORTS_COMMANDS } from './reports-commands.ts';
import { TOOL_COMMANDS } from './tool-commands.ts';

export type OptionName =
  | 'address' | 'contact' | 'from-tutorial' | 'mode' | 'mx' | 'tlsrpt'
  | 'adopt' | 'allow-private' | 'allow-remote' | 'allow-root' | 'as' | 'auto' | 'ca-file' | 'changed' | 'connect' | 'connect-http' | 'csv' | 'days' | 'domain'
  | 'explain' | 'force' | 'json' | 'list' | 'listen' | 'missing' | 'nagios' | 'ndjson' | 'now' | 'nsupdate' | 'organizations' | 'out' | 'present' | 'ramp'
  | 'remove' | 'resolver' | 'revoke' | 'root' | 'serial' | 'server' | 'smtp-port' | 'table' | 'verdict' | 'wait' | 'zone';

export interface Command {
  /** One word, or two: "reports add". */
  readonly name: string;
  /** Operands as the manual's SYNOPSIS has them. */
  readonly operands: string;
  readonly summary: string;
  readonly options: readonly OptionName[];
  /** How many operands it takes. */
  readonly maxOperands: number;
  /** It can work on the hosts of -H: `each` on every one of them. */
  readonly remote: 'no' | 'each';
  readonly load: () => Promise<(context: CommandContext) => Promise<number>>;
}

export const COMMANDS: readonly Command[] = [
  {
    name: 'init',
    operands: '[domain ...]',
    summary: 'write a first stsctl.conf from what the host and DNS say',
    options: ['address', 'contact', 'from-tutorial', 'json', 'mode', 'mx', 'resolver', 'root', 'tlsrpt'],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'no',
    load: async () => (await import('./command-init.ts')).commandInit,
  },
  {
    name: 'plan',
    operands: '',
    summary: 'show what apply would change',
    options: ['adopt', 'ca-file', 'force', 'json', 'out', 'resolver', 'root'],
    maxOperands: 0,
    remote: 'each',
    load: async () => (await import('./command-plan.ts')).commandPlan,
  },
  {
    name: 'apply',
    operands: '[planfile]',
    summary: 'make it so, or leave everything as it was',
    options: ['adopt', 'ca-file', 'connect', 'connect-http', 'force', 'json', 'resolver', 'root', 'serial'],
    maxOperands: 1,
    remote: 'each',
    load: async () => (await import('./command-apply.ts')).commandApply,
  },
  {
    name: 'check',
    operands: '[domain ...]',
    summary: 'see any domain as a sending server does',
    options: ['allow-private', 'ca-file', 'changed', 'connect', 'explain', 'json', 'nagios', 'resolver', 'root', 'smtp-port', 'table'],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'each',
    load: async () => (await import('./command-check.ts')).commandCheck,
  },
  {
    name: 'dns',
    operands: '[domain ...]',
    summary: 'print the DNS records to publish, or write them into a zone file',
    options: ['ca-file', 'connect', 'json', 'nsupdate', 'root', 'server', 'table', 'wait', 'zone'],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'each',
    load: async () => (await import('./command-dns.ts')).commandDns,
  },
  {
    name: 'doas-rules',
    operands: '',
    summary: 'print the lines that doas.conf needs on the hosts',
    options: [],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-doas-rules.ts')).commandDoasRules,
  },
  {
    name: 'lint',
    operands: '[file ...]',
    summary: 'read configuration files as their programs do, and further',
    options: ['as', 'json', 'missing', 'present', 'root', 'verdict'],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'each',
    load: async () => (await import('./command-lint.ts')).commandLint,
  },
  ...LIFECYCLE_COMMANDS,
  {
    name: 'renew',
    operands: '',
    summary: 'for cron: renew certificates, speak only on trouble',
    options: ['ca-file', 'connect', 'json', 'root'],
    maxOperands: 0,
    remote: 'each',
    load: async () => (await import('./command-renew.ts')).commandRenew,
  },
  ...REPORTS_COMMANDS,
  ...TOOL_COMMANDS,
  {
    name: 'rollback',
    operands: '[id]',
    summary: 'put back what an apply changed',
    options: ['ca-file', 'force', 'list', 'resolver', 'root'],
    maxOperands: 1,
    remote: 'each',
    load: async () => (await import('./command-rollback.ts')).commandRollback,
  },
  {
    name: 'setup-daemon',
    operands: '',
    summary: 'install stsctl watch as the daemon stsctld',
    options: ['remove', 'root'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-setup-daemon.ts')).commandSetupDaemon,
  },
  {
    name: 'watch',
    operands: '',
    summary: 'check every domain over and over, and show what is seen',
    options: ['allow-private', 'allow-remote', 'allow-root', 'ca-file', 'connect', 'listen', 'resolver', 'root', 'smtp-port'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-watch.ts')).commandWatch,
  },
];
