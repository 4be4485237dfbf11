// rcctl get, getdef and ls.
import type { RcctlHost } from './rcctl-host.ts';
import { allNames, defaultOf, isOn, valueOf, VARIABLES, type Variable } from './registry.ts';
import { BASE } from './services.ts';

/** rcctl(8): the status is 1 where the daemon is off, unless a single variable was asked for. */
export function show(action: 'get' | 'getdef', name: string, variable: Variable | 'status' | null, host: RcctlHost): number {
  const valueFor = (each: Variable) => (action === 'get' ? valueOf(name, each, host) : defaultOf(name, each));
  const status = (action === 'get' ? isOn(name, host) : BASE.get(name)?.isOnByDefault === true) ? 0 : 1;
  if (variable === 'status') return status;
  if (variable !== null) {
    const value = valueFor(variable);
    if (value !== '') host.stdout(`${value}\n`);
    return 0;
  }
  if (BASE.get(name)?.isSpecial === true) host.stdout(`${name}=${valueFor('flags')}\n`);
  else host.stdout(VARIABLES.map((each) => `${name}_${each}=${valueFor(each)}\n`).join(''));
  return status;
}

export const LISTS = ['all', 'failed', 'off', 'on', 'rogue', 'started', 'stopped'] as const;
export type List = (typeof LISTS)[number];

export function isList(word: string): word is List {
  return (LISTS as readonly string[]).includes(word);
}

/** A list of what should not be makes the status 1. */
export function list(which: List, host: RcctlHost): number {
  const names = allNames(host).filter((name) => isListed(which, name, host));
  host.stdout(names.map((name) => `${name}\n`).join(''));
  return (which === 'failed' || which === 'rogue') && names.length > 0 ? 1 : 0;
}

function isListed(which: List, name: string, host: RcctlHost): boolean {
  if (which === 'all') return true;
  if (which === 'on' || which === 'off') return isOn(name, host) === (which === 'on');
  if (BASE.get(name)?.isSpecial === true) return false;
  const isRunning = host.isRunning(name);
  if (which === 'started' || which === 'stopped') return isRunning === (which === 'started');
  return isOn(name, host) === (which === 'failed') && isRunning === (which === 'rogue');
}
