// What there is to start, and what rc.conf and rc.conf.local say of it.
import { parseRcConf } from './rc-conf-local.ts';
import { rcctlError, type RcctlHost } from './rcctl-host.ts';
import { BASE, isServiceName, PACKAGED, type Service } from './services.ts';

/** What `rcctl get` prints, in its order. */
export const VARIABLES = ['class', 'execdir', 'flags', 'logger', 'rtable', 'timeout', 'user'] as const;
export type Variable = (typeof VARIABLES)[number];

const DEFAULTS: Readonly<Record<Variable, string>> = { class: 'daemon', execdir: '', flags: '', logger: '', rtable: '0', timeout: '30', user: 'root' };

export function isVariable(word: string): word is Variable {
  return (VARIABLES as readonly string[]).includes(word);
}

export function findService(name: string, host: RcctlHost): Service | null {
  if (!isServiceName(name)) return null;
  return BASE.get(name) ?? (host.packageScripts().includes(name) ? PACKAGED : null);
}

/** rcctl(8): exit 2 for what does not exist. */
export function mustExist(name: string, host: RcctlHost): Service {
  const service = findService(name, host);
  if (service === null) throw rcctlError(`service ${name} does not exist`, 2);
  return service;
}

/** All there are, sorted. */
export function allNames(host: RcctlHost): string[] {
  return [...new Set([...BASE.keys(), ...host.packageScripts().filter(isServiceName)])].sort();
}

/** rc.conf, then rc.conf.local over it, and what rc.subr makes of some of them. */
export function confValues(host: RcctlHost): Map<string, string> {
  const values = new Map<string, string>();
  for (const [name, { isOnByDefault, isSpecial }] of BASE) values.set(isSpecial ? name : `${name}_flags`, isOnByDefault ? (isSpecial ? 'YES' : '') : 'NO');
  for (const [variable, value] of parseRcConf(host.readConf() ?? '')) values.set(variable, value);
  // rc.subr(8) starts neither without the one it serves.
  if (values.get('spamd_flags') === 'NO' || values.get('spamd_black') !== 'NO') values.set('spamlogd_flags', 'NO');
  if (values.get('pf') === 'NO') values.set('pflogd_flags', 'NO');
  return values;
}

export function packagesInOrder(host: RcctlHost): string[] {
  return (confValues(host).get('pkg_scripts') ?? '').split(/[ \t]+/).filter((each) => each !== '');
}

/** "NO" for what is off; of a special one its value. */
export function flagsOf(name: string, host: RcctlHost): string {
  const service = BASE.get(name) ?? PACKAGED;
  const values = confValues(host);
  if (service.isSpecial) return values.get(name) ?? '';
  if (service === PACKAGED && !packagesInOrder(host).includes(name)) return 'NO';
  return values.get(`${name}_flags`) || service.flags;
}

export function isOn(name: string, host: RcctlHost): boolean {
  return flagsOf(name, host) !== 'NO';
}

export function valueOf(name: string, variable: Variable, host: RcctlHost): string {
  if (variable === 'class') return defaultOf(name, 'class');
  if (variable === 'flags') return flagsOf(name, host);
  return confValues(host).get(`${name}_${variable}`) || defaultOf(name, variable);
}

export function defaultOf(name: string, variable: Variable): string {
  const service = BASE.get(name) ?? PACKAGED;
  if (service.isSpecial) return service.isOnByDefault ? 'YES' : 'NO';
  if (variable === 'class') return service.class;
  return variable === 'flags' ? service.flags : DEFAULTS[variable];
}
