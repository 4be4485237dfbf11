// The stand-in rcctl(8): same words, same exit statuses, over an rc.conf.local and daemons that are handed in.
import { isAction, runScript, type Action, type RcOptions } from './rc-script.ts';
import { RcctlError, rcctlError, type RcctlHost } from './rcctl-host.ts';
import { allNames, isVariable, mustExist, packagesInOrder } from './registry.ts';
import { BASE, isServiceName } from './services.ts';
import { disable, enable, order, setVariable } from './set.ts';
import { isList, list, show } from './show.ts';

const USAGE = `usage:	rcctl get|getdef|set daemon|service [variable [argument ...]]
	rcctl [-d | -q] [-f] check|configtest|reload|restart|start|stop daemon ...
	rcctl disable|enable|order [daemon ...]
	rcctl ls all|failed|off|on|rogue|started|stopped
`;

export async function rcctl(argv: readonly string[], host: RcctlHost): Promise<number> {
  try {
    const { options, operands } = parse(argv);
    const [action = '', ...rest] = operands;
    return await perform(action, rest, options, host);
  } catch (error) {
    if (!(error instanceof RcctlError)) throw error;
    host.stderr(error.message);
    return error.exit;
  }
}

/** Whatever is wrong with the arguments is said before it is asked who is asking. */
function perform(action: string, operands: readonly string[], options: RcOptions, host: RcctlHost): number | Promise<number> {
  switch (action) {
    case 'enable':
    case 'disable':
      return toggle(action, operands, host);
    case 'get':
    case 'getdef':
      return get(action, operands, host);
    case 'set':
      return set(operands, host);
    case 'ls':
      return ls(operands[0] ?? '', host);
    case 'order':
      return orderOrShow(operands, host);
    default:
      if (!isAction(action)) throw usage();
      return control(action, operands, options, host);
  }
}

function usage(before = ''): RcctlError {
  return new RcctlError(before + USAGE);
}

/** getopts of ksh(1), which names the script by its path. */
function parse(argv: readonly string[]): { options: RcOptions; operands: string[] } {
  const seen = new Set<string>();
  const operands = [...argv];
  while (/^-./s.test(operands[0] ?? '')) {
    const word = operands.shift() ?? '';
    if (word === '--') break;
    for (const letter of word.slice(1)) {
      if (!'dfq'.includes(letter)) throw usage(`/usr/sbin/rcctl: -${letter}: unknown option\n`);
      seen.add(letter);
    }
  }
  if (seen.has('d') && seen.has('q')) throw usage();
  return { options: { d: seen.has('d'), q: seen.has('q'), f: seen.has('f') }, operands };
}

function needRoot(what: string, host: RcctlHost): void {
  if (!host.isRoot) throw rcctlError(`"${what}" needs root privileges`);
}

/** What does not exist may be disabled, if it could exist. */
function mayBeDisabled(name: string): void {
  if (!isServiceName(name)) throw rcctlError(`service ${name} does not exist`, 2);
}

function toggle(action: 'enable' | 'disable', names: readonly string[], host: RcctlHost): number {
  if (names.length === 0) throw usage();
  const judge = action === 'enable' ? mustExist : mayBeDisabled;
  for (const name of names) judge(name, host);
  needRoot(action, host);
  const change = action === 'enable' ? enable : disable;
  for (const name of names) change(name, host);
  return 0;
}

function get(action: 'get' | 'getdef', [name = '', variable = '']: readonly string[], host: RcctlHost): number {
  if (name === '' || (name === 'all' && variable !== '')) throw usage();
  if (name === 'all') {
    for (const each of allNames(host)) show(action, each, null, host);
    return 0;
  }
  const { isSpecial } = mustExist(name, host);
  if (variable === '') return show(action, name, null, host);
  if (variable !== 'status' && !isVariable(variable)) throw usage();
  if (isSpecial && variable !== 'status' && variable !== 'flags') throw rcctlError(`"${name}" is a special variable, cannot "${action} ${variable}"`);
  return show(action, name, variable, host);
}

function set([name = '', variable = '', ...words]: readonly string[], host: RcctlHost): number {
  const value = words.join(' ');
  if (name === '') throw usage();
  if (variable === 'status' && value === 'off') mayBeDisabled(name);
  else mustExist(name, host);
  if (variable !== 'status' && !isVariable(variable)) throw usage();
  if (variable === 'flags' && value === 'NO') throw rcctlError('"flags NO" contradicts "set"');
  if (BASE.get(name)?.isSpecial === true && variable !== 'status') throw rcctlError(`"${name}" is a special variable, cannot "set ${variable}"`);
  if (variable === 'class') throw rcctlError(`"${name}_class" is a read-only variable set in login.conf(5)`);
  needRoot('set', host);
  if (variable !== 'status') setVariable(name, variable, value, host);
  else if (value === 'on') enable(name, host);
  else if (value === 'off') disable(name, host);
  else throw rcctlError(`invalid status "${value}"`);
  return 0;
}

function ls(which: string, host: RcctlHost): number {
  if (!isList(which)) throw usage();
  if (['failed', 'rogue', 'started', 'stopped'].includes(which)) needRoot(`ls ${which}`, host);
  return list(which, host);
}

function orderOrShow(names: readonly string[], host: RcctlHost): number {
  for (const name of names) mustExist(name, host);
  if (names.length > 0) {
    needRoot('order', host);
    order(names, host);
  } else if (packagesInOrder(host).length > 0) {
    host.stdout(`${packagesInOrder(host).join(' ')}\n`);
  }
  return 0;
}

async function control(action: Action, names: readonly string[], options: RcOptions, host: RcctlHost): Promise<number> {
  if (names.length === 0) throw usage();
  for (const name of names) mustExist(name, host);
  let exit = 0;
  for (const name of names) {
    if (BASE.get(name)?.isSpecial === true) throw rcctlError(`"${name}" is a special variable, no rc.d(8) script`);
    exit = (await scriptExit(action, name, options, host)) || exit;
  }
  return exit;
}

/** A script that gives up ends itself and not rcctl. */
async function scriptExit(action: Action, name: string, options: RcOptions, host: RcctlHost): Promise<number> {
  try {
    return await runScript(action, name, options, host);
  } catch (error) {
    if (!(error instanceof RcctlError)) throw error;
    host.stderr(error.message);
    return error.exit;
  }
}
