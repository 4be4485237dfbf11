// rcctl enable, disable, set and order: what they write to rc.conf.local.
import { editRcConf, type Edit } from './rc-conf-local.ts';
import { rcctlError, type RcctlHost } from './rcctl-host.ts';
import { confValues, defaultOf, isOn, packagesInOrder, type Variable } from './registry.ts';
import { BASE } from './services.ts';

/** Nothing is written where nothing changes; an empty file is removed. */
function edit(host: RcctlHost, change: Edit): void {
  const before = host.readConf();
  const after = editRcConf(before ?? '', change);
  if (after === '' && before !== null) host.writeConf(null);
  else if (after !== (before ?? '')) host.writeConf(after);
}

const lineOf = (variable: string) => new RegExp(`^${variable} *=`);

export function enable(name: string, host: RcctlHost): void {
  const service = BASE.get(name);
  if (service?.isSpecial === true) return edit(host, { without: lineOf(name), added: service.isOnByDefault ? [] : [`${name}=YES`] });
  if (service === undefined) appendPackage(name, host);
  const flags = confValues(host).get(`${name}_flags`) ?? '';
  write(name, 'flags', flags === 'NO' ? '' : flags, host);
}

export function disable(name: string, host: RcctlHost): void {
  const service = BASE.get(name);
  if (service === undefined) removePackage(name, host);
  const isOnByDefault = service?.isOnByDefault === true;
  if (service?.isSpecial === true) return edit(host, { without: lineOf(name), added: isOnByDefault ? [`${name}=NO`] : [] });
  edit(host, { without: new RegExp(`^${name}_(execdir|flags|logger|rtable|timeout|user).*=`), added: isOnByDefault ? [`${name}_flags=NO`] : [] });
}

export function setVariable(name: string, variable: Variable, value: string, host: RcctlHost): void {
  if (!isOn(name, host)) throw rcctlError(`${name} is not enabled`);
  const problem = value === '' ? null : problemWith(variable, value, host);
  if (problem !== null) throw rcctlError(problem);
  write(name, variable, value, host);
}

/** A default needs no line; but the line that switches a daemon on stays. */
function write(name: string, variable: Variable, value: string, host: RcctlHost): void {
  const said = value === defaultOf(name, variable) ? '' : value;
  const switchesOn = variable === 'flags' && BASE.get(name)?.isOnByDefault === false;
  const quoted = said.startsWith(' ') ? `"${said}"` : said;
  edit(host, { without: lineOf(`${name}_${variable}`), added: said !== '' || switchesOn ? [`${name}_${variable}=${quoted}`] : [] });
}

/** syslog(3)'s names, as logger(1) takes them. */
const PRIORITY = /^(?:(?:auth|authpriv|cron|daemon|ftp|kern|lpr|mail|news|security|syslog|user|uucp|local[0-7])\.)?(?:alert|crit|debug|emerg|err|error|info|notice|panic|warn|warning)$/;

function problemWith(variable: Variable, value: string, host: RcctlHost): string | null {
  switch (variable) {
    case 'execdir':
      return value.startsWith('/') ? null : `"${value}" must be an absolute path`;
    case 'logger':
      return PRIORITY.test(value) ? null : `unknown priority name: "${value}"`;
    case 'rtable':
      return /^\d+$/.test(value) ? null : `"${value}" is not an integer`;
    case 'timeout':
      return /^\d+$/.test(value) && Number(value) > 0 ? null : `"${value}" is not a positive integer`;
    case 'user':
      return host.hasUser(value) ? null : `user "${value}" does not exist`;
    default:
      return null;
  }
}

function appendPackage(name: string, host: RcctlHost): void {
  const packages = packagesInOrder(host);
  const isNew = !packages.includes(name);
  edit(host, { without: isNew && packages.length > 0 ? /^pkg_scripts.*=/ : null, added: isNew ? [`pkg_scripts=${[...packages, name].join(' ')}`] : [] });
}

function removePackage(name: string, host: RcctlHost): void {
  if (packagesInOrder(host).length === 0) return;
  edit(host, { without: null, added: [], changed: (line) => (/^pkg_scripts\b/.test(line) ? withoutWord(line, name) : line) });
}

function withoutWord(line: string, name: string): string | null {
  const rest = line.replace(new RegExp(`\\b${name}\\b`, 'g'), '').replace(/['"]/g, '').replace(/ *= */, '=').replace(/ {2,}/g, ' ').replace(/ $/, '');
  return rest.endsWith('=') ? null : rest;
}

/** rcctl(8) order: those named come first. */
export function order(names: readonly string[], host: RcctlHost): void {
  for (const name of names) {
    if (BASE.has(name)) throw rcctlError(`${name} is not a pkg script`);
    if (!isOn(name, host)) throw rcctlError(`${name} is not enabled`);
  }
  edit(host, { without: /^pkg_scripts.*=/, added: [`pkg_scripts=${[...new Set([...names, ...packagesInOrder(host)])].join(' ')}`] });
}
