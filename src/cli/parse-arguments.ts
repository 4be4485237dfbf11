// The command line, by node:util parseArgs; what it does not take is told with the usage.
import { parseArgs } from 'node:util';
import { resolve } from 'node:path';
import { COMMANDS, type Command, type OptionName } from './commands.ts';
import type { Options } from './command-context.ts';
import { countsOf } from './parse-counts.ts';
import { endpointsOf } from './parse-endpoints.ts';
import { DEFAULT_WAIT_SECONDS, wrongZoneUse } from './zone-options.ts';

export type Parsed =
  | { readonly kind: 'run'; readonly command: Command; readonly operands: readonly string[]; readonly options: Options; readonly quiet: boolean; readonly verbose: boolean }
  | { readonly kind: 'version' }
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly message: string };

export const GLOBAL = {
  file: { type: 'string', short: 'f' },
  host: { type: 'string', short: 'H', multiple: true },
  jobs: { type: 'string' },
  'fail-fast': { type: 'boolean' },
  'accept-new': { type: 'boolean' },
  'ssh-config': { type: 'string' },
  'dry-run': { type: 'boolean', short: 'n' },
  quiet: { type: 'boolean', short: 'q' },
  verbose: { type: 'boolean', short: 'v' },
  version: { type: 'boolean', short: 'V' },
  help: { type: 'boolean', short: 'h' },
} as const;

const DEFAULT_JOBS = 16;

export const OWN = {
  address: { type: 'string', multiple: true },
  adopt: { type: 'boolean' },
  'allow-private': { type: 'boolean' },
  'allow-remote': { type: 'boolean' },
  'allow-root': { type: 'boolean' },
  as: { type: 'string' },
  auto: { type: 'boolean' },
  'ca-file': { type: 'string' },
  changed: { type: 'boolean' },
  contact: { type: 'string' },
  connect: { type: 'string' },
  'connect-http': { type: 'string' },
  csv: { type: 'boolean' },
  days: { type: 'string' },
  domain: { type: 'string' },
  explain: { type: 'string' },
  force: { type: 'boolean' },
  'from-tutorial': { type: 'boolean' },
  json: { type: 'boolean' },
  list: { type: 'boolean' },
  listen: { type: 'string' },
  missing: { type: 'string', multiple: true },
  mode: { type: 'string' },
  mx: { type: 'string', multiple: true },
  nagios: { type: 'boolean' },
  ndjson: { type: 'boolean' },
  now: { type: 'boolean' },
  nsupdate: { type: 'boolean' },
  organizations: { type: 'string' },
  out: { type: 'string' },
  permissions: { type: 'boolean' },
  present: { type: 'string', multiple: true },
  ramp: { type: 'boolean' },
  remove: { type: 'boolean' },
  resolver: { type: 'string' },
  revoke: { type: 'boolean' },
  root: { type: 'string' },
  serial: { type: 'string' },
  server: { type: 'string', multiple: true },
  'smtp-port': { type: 'string' },
  table: { type: 'boolean' },
  tlsrpt: { type: 'string', multiple: true },
  verdict: { type: 'string' },
  wait: { type: 'string' },
  zone: { type: 'string' },
} as const satisfies Record<OptionName, unknown>;

const OPERANDS = ['no operands', 'one operand', 'two operands'] as const;
/** Each a form of the whole output; what a program's own check would print is no JSON either. */
const FORMS = ['json', 'csv', 'ndjson', 'verdict', 'nagios', 'table', 'nsupdate', 'zone'] as const;

export function parseArguments(argv: readonly string[]): Parsed {
  let parsed;
  try {
    parsed = parseArgs({ args: [...argv], options: { ...GLOBAL, ...OWN }, allowPositionals: true, strict: true });
  } catch (error) {
    return { kind: 'wrong', message: (error as Error).message.split('. ')[0] ?? '' };
  }
  const { values, positionals } = parsed;
  if (values.version === true) return { kind: 'version' };
  if (values.help === true || (positionals[0] === 'help' && positionals.length === 1)) return { kind: 'help' };
  const command = commandOf(positionals);
  if (typeof command === 'string') return { kind: 'wrong', message: command };
  const operands = positionals.slice(command.name.split(' ').length);
  const foreign = (Object.keys(OWN) as OptionName[]).find((each) => values[each] !== undefined && !command.options.includes(each));
  if (foreign !== undefined) return { kind: 'wrong', message: `${command.name} takes no --${foreign}` };
  if (operands.length > command.maxOperands) return { kind: 'wrong', message: `${command.name} takes ${OPERANDS[command.maxOperands] ?? ''}` };
  const forms = FORMS.filter((each) => values[each] !== undefined);
  if (forms.length > 1) return { kind: 'wrong', message: `${command.name} takes either --${forms[0]} or --${forms[1]}` };
  const whole = (['nagios', 'table'] as const).find((each) => values[each] === true);
  if (values.changed === true && whole !== undefined) return { kind: 'wrong', message: `${command.name} takes either --changed or --${whole}` };
  const wrongZone = wrongZoneUse(command.name, values);
  if (wrongZone !== null) return { kind: 'wrong', message: wrongZone };
  const wrongHosts = wrongHostUse(command, operands, values);
  if (wrongHosts !== null) return { kind: 'wrong', message: wrongHosts };
  const counts = countsOf(values);
  if (typeof counts === 'string') return { kind: 'wrong', message: counts };
  const endpoints = endpointsOf(values);
  if (typeof endpoints === 'string') return { kind: 'wrong', message: endpoints };
  return {
    kind: 'run',
    command,
    operands,
    quiet: values.quiet === true,
    verbose: values.verbose === true,
    options: {
      configFile: values.file ?? null,
      dryRun: values['dry-run'] === true,
      root: values.root === undefined ? '' : resolve(values.root),
      json: values.json === true,
      adopt: values.adopt === true,
      auto: values.auto === true,
      force: values.force === true,
      now: values.now === true,
      permissions: values.permissions === true,
      ramp: values.ramp === true,
      revoke: values.revoke === true,
      list: values.list === true,
      out: values.out ?? null,
      caFile: values['ca-file'] ?? null,
      as: values.as ?? null,
      verdict: values.verdict ?? null,
      csv: values.csv === true,
      ndjson: values.ndjson === true,
      domain: values.domain ?? null,
      ...counts,
      allowPrivate: values['allow-private'] === true,
      allowRemote: values['allow-remote'] === true,
      allowRoot: values['allow-root'] === true,
      remove: values.remove === true,
      changed: values.changed === true,
      explain: values.explain ?? null,
      nagios: values.nagios === true,
      nsupdate: values.nsupdate === true,
      table: values.table === true,
      ...endpoints,
      zone: values.zone === undefined ? null : resolve(values.zone),
      wait: Number(values.wait ?? DEFAULT_WAIT_SECONDS),
      init: { addresses: values.address ?? [], contact: values.contact ?? null, fromTutorial: values['from-tutorial'] === true, mode: values.mode ?? null, mx: values.mx ?? [], tlsrpt: values.tlsrpt ?? [] },
      assumed: { missing: new Set(values.missing), present: new Set(values.present) },
      hosts: values.host ?? [],
      jobs: Number(values.jobs ?? DEFAULT_JOBS),
      failFast: values['fail-fast'] === true,
      serial: values.serial === undefined ? null : Number(values.serial),
      acceptNew: values['accept-new'] === true,
      sshConfig: values['ssh-config'] === undefined ? null : resolve(values['ssh-config']),
    },
  };
}

/** What only means something with -H is not taken without it; a saved plan may name its hosts itself. */
function wrongHostUse({ name, remote }: Command, operands: readonly string[], values: Readonly<Record<string, unknown>>): string | null {
  const needy = ['jobs', 'fail-fast', 'accept-new', 'ssh-config', 'serial'].find((each) => values[each] !== undefined);
  const mayHaveNone = name === 'doas-rules' || (name === 'apply' && operands.length > 0);
  if (values['host'] === undefined) {
    if (needy !== undefined && !mayHaveNone) return `--${needy} needs -H`;
  } else if (remote === 'no' && name !== 'doas-rules') return `${name} takes no -H`;
  else if (values['root'] !== undefined) return 'either -H or --root';
  const wrong = ['jobs', 'serial'].find((each) => values[each] !== undefined && !/^[1-9]\d{0,2}$/.test(String(values[each])));
  return wrong === undefined ? null : `--${wrong} is "${String(values[wrong])}"; use 1 to 999`;
}

/** The two-word commands of a word that is none by itself are told. */
function commandOf([first, second]: readonly string[]): Command | string {
  const found = COMMANDS.find(({ name }) => name === `${first} ${second}`) ?? COMMANDS.find(({ name }) => name === first);
  if (found !== undefined) return found;
  const group = COMMANDS.flatMap(({ name }) => (name.startsWith(`${first} `) ? [name.slice(name.indexOf(' ') + 1)] : []));
  if (group.length > 0) return second === undefined ? `${first} needs one of ${group.join(', ')}` : `there is no command "${first} ${second}"; there are ${group.join(', ')}`;
  return first === undefined ? 'no command given' : `there is no command "${first}"`;
}
