// The stand-in rcctl(8): same words, same exit statuses, over an rc.conf.local and a daemon that are handed in.
import { control } from './control.ts';
import { rewriteRcConf } from './rc-conf-local.ts';
import type { RcctlHost } from './rcctl-host.ts';
import { flagsOf, unknown, values } from './service-state.ts';
import { DEFAULTS, SERVICES, VARIABLES } from './services.ts';

const USAGE = `usage:	rcctl get|getdef|set daemon|service [variable [argument ...]]
	rcctl [-d | -q] [-f] check|configtest|reload|restart|start|stop daemon ...
	rcctl disable|enable|order [daemon ...]
	rcctl ls all|failed|off|on|rogue|started|stopped
`;
const ACTIONS = new Set(['check', 'configtest', 'reload', 'restart', 'start', 'stop']);
const LISTS = new Set(['all', 'failed', 'off', 'on', 'rogue', 'started', 'stopped']);

export async function rcctl(argv: readonly string[], host: RcctlHost): Promise<number> {
  const flags = { d: false, q: false, f: false };
  const rest = [...argv];
  while (rest[0]?.startsWith('-')) {
    const option = rest.shift() ?? '';
    for (const letter of option.slice(1)) {
      if (!(letter in flags)) return usage(host, `/usr/sbin/rcctl: -${letter}: unknown option\n`);
      flags[letter as 'd' | 'q' | 'f'] = true;
    }
  }
  const [action = '', ...operands] = rest;
  if (ACTIONS.has(action)) return operands.length === 0 ? usage(host) : control(action, operands, flags, host);
  if (action === 'enable' || action === 'disable') return operands.length === 0 ? usage(host) : toggle(action, operands, host);
  if (action === 'get' || action === 'getdef') return operands.length === 0 ? usage(host) : get(action, operands, host);
  if (action === 'set') return operands.length < 2 ? usage(host) : set(operands, host);
  if (action === 'ls') return operands.length === 1 && LISTS.has(operands[0] ?? '') ? list(operands[0] ?? '', host) : usage(host);
  return action === 'order' ? 0 : usage(host);
}

function usage(host: RcctlHost, before = ''): number {
  host.stderr(before + USAGE);
  return 1;
}

function needsRoot(what: string, host: RcctlHost): number {
  host.stderr(`rcctl: "${what}" needs root privileges\n`);
  return 1;
}

function save(host: RcctlHost, changes: ReadonlyMap<string, string | null>): void {
  const text = rewriteRcConf(host.readConf() ?? '', changes);
  host.writeConf(text === '' ? null : text);
}

function toggle(action: 'enable' | 'disable', names: readonly string[], host: RcctlHost): number {
  if (!host.isRoot) return needsRoot(action, host);
  const wrong = names.find((name) => !SERVICES.has(name) && (action === 'enable' || !/^\w+$/.test(name)));
  if (wrong !== undefined) return unknown(wrong, host);
  for (const name of names.filter((each) => SERVICES.has(each))) save(host, action === 'enable' ? enabling(name, host) : disabling(name));
  return 0;
}

function enabling(name: string, host: RcctlHost): Map<string, string | null> {
  const service = SERVICES.get(name);
  if (service?.isSpecial === true) return new Map([[name, null]]);
  const flags = flagsOf(name, host);
  const value = flags === 'NO' ? '' : flags;
  return new Map([[`${name}_flags`, value === '' && service?.isOnByDefault === true ? null : value]]);
}

function disabling(name: string): Map<string, string | null> {
  const service = SERVICES.get(name);
  if (service?.isSpecial === true) return new Map([[name, 'NO']]);
  const all = Object.keys(DEFAULTS).map((variable): [string, string | null] => [`${name}_${variable}`, null]);
  return new Map<string, string | null>([...all, [`${name}_flags`, service?.isOnByDefault === true ? 'NO' : null]]);
}

function get(action: 'get' | 'getdef', [name = '', variable]: readonly string[], host: RcctlHost): number {
  if (!SERVICES.has(name)) return unknown(name, host);
  if (variable !== undefined && !VARIABLES.includes(variable)) return usage(host);
  const isOn = action === 'get' ? flagsOf(name, host) !== 'NO' : SERVICES.get(name)?.isOnByDefault === true;
  const valueOf = (each: string) => {
    if (action === 'getdef') return DEFAULTS[each] ?? '';
    return each === 'flags' ? flagsOf(name, host) : (values(host).get(`${name}_${each}`) ?? DEFAULTS[each] ?? '');
  };
  if (variable === 'status') return isOn ? 0 : 1;
  if (variable !== undefined) {
    const value = valueOf(variable);
    if (value !== '') host.stdout(`${value}\n`);
    return 0;
  }
  host.stdout(Object.keys(DEFAULTS).map((each) => `${name}_${each}=${valueOf(each)}\n`).join(''));
  return isOn ? 0 : 1;
}

function set([name = '', variable = '', ...words]: readonly string[], host: RcctlHost): number {
  if (!host.isRoot) return needsRoot('set', host);
  if (!SERVICES.has(name)) return unknown(name, host);
  if (!VARIABLES.includes(variable)) return usage(host);
  const value = words.join(' ');
  const problem = problemWith(name, variable, value, host);
  if (problem !== null) {
    host.stderr(`rcctl: ${problem}\n`);
    return 1;
  }
  if (variable === 'status') return toggle(value === 'on' ? 'enable' : 'disable', [name], host);
  save(host, new Map([[`${name}_${variable}`, value]]));
  return 0;
}

function problemWith(name: string, variable: string, value: string, host: RcctlHost): string | null {
  if (variable === 'status') return value === 'on' || value === 'off' ? null : `invalid status "${value}"`;
  if (variable === 'flags' && value === 'NO') return '"flags NO" contradicts "set"';
  if (flagsOf(name, host) === 'NO') return `${name} is not enabled`;
  if (variable === 'timeout' && !/^[1-9]\d*$/.test(value)) return `"${value}" is not a positive integer`;
  return variable === 'user' && !host.hasUser(value) ? `user "${value}" does not exist` : null;
}

function list(which: string, host: RcctlHost): number {
  if (['failed', 'rogue', 'started', 'stopped'].includes(which) && !host.isRoot) return needsRoot(`ls ${which}`, host);
  const isOn = (name: string) => flagsOf(name, host) !== 'NO';
  const isDaemon = (name: string) => SERVICES.get(name)?.isSpecial === false;
  const tests: Readonly<Record<string, (name: string) => boolean>> = {
    all: () => true,
    on: isOn,
    off: (name) => !isOn(name),
    started: (name) => isDaemon(name) && host.isRunning(name),
    stopped: (name) => isDaemon(name) && !host.isRunning(name),
    failed: (name) => isDaemon(name) && isOn(name) && !host.isRunning(name),
    rogue: (name) => isDaemon(name) && !isOn(name) && host.isRunning(name),
  };
  const names = [...SERVICES.keys()].sort().filter((name) => tests[which]?.(name) === true);
  host.stdout(names.map((name) => `${name}\n`).join(''));
  return which === 'failed' && names.length > 0 ? 1 : 0;
}
