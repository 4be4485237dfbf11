// What rc.conf.local says of a service.
import { parseRcConf } from './rc-conf-local.ts';
import type { RcctlHost } from './rcctl-host.ts';
import { SERVICES } from './services.ts';

/** rcctl(8): exit 2 for a service that does not exist. */
export function unknown(name: string, host: RcctlHost): number {
  host.stderr(`rcctl: service ${name} does not exist\n`);
  return 2;
}

export function values(host: RcctlHost): Map<string, string> {
  return parseRcConf(host.readConf() ?? '');
}

/** "NO" for a service that is off. */
export function flagsOf(name: string, host: RcctlHost): string {
  const service = SERVICES.get(name);
  const said = values(host).get(service?.isSpecial === true ? name : `${name}_flags`);
  if (said !== undefined) return said;
  return service?.isOnByDefault === true ? '' : 'NO';
}
