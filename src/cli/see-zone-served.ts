// After the reload: whether each name server of the zone answers it.
import type { Diagnostic } from '../model/diagnostic.ts';
import { resolveHost } from '../check/resolve-host.ts';
import { untilZoneServed, type ServedAt, type ZoneServer } from '../check/zone-served.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import type { NameServerOfZone, ZonePlan } from '../plan/zone/plan-zone.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine } from './escape-text.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { whileWorking } from './while-working.ts';

const LOOKUP_TIMEOUT_MS = 5000;
const DNS_PORT = 53;

/** False when some do not within the time; they are told. */
export async function seeZoneServed({ terminal, options }: CommandContext, plan: ZonePlan, ids: ReadonlyMap<string, string>): Promise<boolean> {
  if (options.wait === 0) return true;
  const named = options.servers.map((endpoint): ZoneServer => ({ name: formatEndpoint(endpoint), endpoints: [endpoint] }));
  const servers = named.length > 0 ? named : await Promise.all(plan.servers.map(withAddresses));
  const seen = await whileWorking(terminal, 'dns', (say) => {
    say(`waiting for ${servers.map(({ name }) => name).join(', ')} to answer serial ${plan.serial}, ${options.wait} s at most`);
    return untilZoneServed(servers, { zone: plan.zone, serial: plan.serial, ids }, options.wait * 1000);
  });
  if (!terminal.isQuiet) for (const { server } of seen.filter(({ why }) => why === null)) terminal.err(escapeLine(`${server.name} answers serial ${plan.serial} of ${plan.zone}`));
  const late = seen.filter(({ why }) => why !== null);
  if (late.length > 0) printDiagnostics(terminal, late.map((each) => notServed(each, plan, options.wait)));
  return late.length === 0;
}

async function withAddresses({ name, addresses }: NameServerOfZone): Promise<ZoneServer> {
  const found = addresses.length > 0 ? addresses : ((await resolveHost(name, LOOKUP_TIMEOUT_MS)) ?? []);
  return { name, endpoints: found.map((address) => ({ address, port: DNS_PORT })) };
}

function notServed({ server, why }: ServedAt, { zone, serial }: ZonePlan, seconds: number): Diagnostic {
  return {
    code: 'zone-not-served',
    message: `${server.name} does not answer serial ${serial} of ${zone} after ${seconds} s: ${why}`,
    unchanged: `the zone file stays as it was written; nothing is put back`,
    next: `nsd-control zonestatus ${zone}; on a secondary: nsd-control transfer ${zone}; to take it back: stsctl rollback`,
  };
}
