// Do the name servers of a zone answer what its file says? Each is asked until it does, or time is up.
import { Resolver } from 'node:dns/promises';
import { parseStsRecord } from '../formats/mta-sts/sts-record.ts';
import { formatEndpoint, type Endpoint } from '../formats/endpoint.ts';
import { isAfter } from '../formats/zone/serial.ts';

export interface ZoneExpected {
  readonly zone: string;
  readonly serial: number;
  /** Policy id by domain. */
  readonly ids: ReadonlyMap<string, string>;
}

export interface ZoneServer {
  /** For the reader: "ns1.example.com". */
  readonly name: string;
  /** Of one and the same server: one that answers is enough. */
  readonly endpoints: readonly Endpoint[];
}

/** Why it is not answered there: the last that was seen. Null when it is. */
export interface ServedAt {
  readonly server: ZoneServer;
  readonly why: string | null;
}

const ASK_TIMEOUT_MS = 2000;
const PAUSE_MS = 500;

/** All servers side by side; none is asked any more once `forMs` are over. Never throws. */
export function untilZoneServed(servers: readonly ZoneServer[], expected: ZoneExpected, forMs: number): Promise<ServedAt[]> {
  const until = performance.now() + forMs;
  return Promise.all(
    servers.map(async (server) => {
      let why = await lookAt(server, expected);
      while (why !== null && performance.now() < until) {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
        why = await lookAt(server, expected);
      }
      return { server, why };
    }),
  );
}

async function lookAt({ endpoints }: ZoneServer, expected: ZoneExpected): Promise<string | null> {
  if (endpoints.length === 0) return 'has no address that is known here';
  const seen = await Promise.all(endpoints.map(async (endpoint) => [endpoint, await faultAt(endpoint, expected)] as const));
  if (seen.some(([, fault]) => fault === null)) return null;
  return seen.map(([endpoint, fault]) => `${fault} at ${formatEndpoint(endpoint)}`).join(', ');
}

/** Null when this address answers all of it. */
async function faultAt(endpoint: Endpoint, { zone, serial, ids }: ZoneExpected): Promise<string | null> {
  const resolver = new Resolver({ timeout: ASK_TIMEOUT_MS, tries: 1 });
  resolver.setServers([formatEndpoint(endpoint)]);
  try {
    const soa = await resolver.resolveSoa(zone);
    if (isAfter(serial, soa.serial)) return `answers serial ${soa.serial}`;
    const faults = await Promise.all([...ids].map(([domain, id]) => idFault(resolver, domain, id)));
    // A serial further on is of a change that was made since.
    return soa.serial === serial ? (faults.find((each) => each !== null) ?? null) : null;
  } catch (error) {
    return `says ${(error as NodeJS.ErrnoException).code ?? (error as Error).message}`;
  }
}

/** RFC 8461 3.1: more than one record is as good as none. */
async function idFault(resolver: Resolver, domain: string, id: string): Promise<string | null> {
  const texts = (await resolver.resolveTxt(`_mta-sts.${domain}`)).map((strings) => strings.join('')).filter((text) => /^v=STSv1\b/i.test(text));
  if (texts.length > 1) return `answers ${texts.length} records for _mta-sts.${domain}`;
  return parseStsRecord(texts[0] ?? '').id === id ? null : `answers another policy id for ${domain}`;
}
