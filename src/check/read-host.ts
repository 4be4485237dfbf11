// The host behind a configured domain: what httpd is to serve, and what it would load. Nothing where there is no such host.
import { ACME_CLIENT_CONF, HTTPD_CONF, RCCTL, STATE } from '../model/base-system.ts';
import type { Bytes } from '../model/bytes.ts';
import type { Answer, HostReader, Probe } from '../model/host.ts';
import type { HttpdConf } from '../model/httpd-conf.ts';
import type { RenewalState } from '../model/renewal.ts';
import { parseLeaf } from '../formats/certificate/leaf.ts';
import { matchesHost } from '../formats/httpd-conf/answering-server.ts';
import { MAX_CONFIG_BYTES } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { POLICY_PATH } from '../formats/httpd-conf/policy-request.ts';
import { servedFile } from '../formats/httpd-conf/served-file.ts';
import { resolveService } from '../formats/httpd-conf/services.ts';
import { parseRenewals } from '../formats/renewals/renewals-file.ts';
import type { OnDisk } from './judge-fetched.ts';
import type { HostSide } from './subject.ts';

export interface Host {
  readonly states: readonly RenewalState[];
  /** Text of acme-client.conf; empty for none. */
  readonly acmeClientConf: Bytes;
  /** By policy host; without an entry nothing is known, as for a server in an included file. */
  readonly sides: ReadonlyMap<string, HostSide>;
}

const MAX_STATE_BYTES = 1024 * 1024;
/** Chains and policies. */
const MAX_FILE_BYTES = 1024 * 1024;

/** What is always asked, in this order. */
const FIRST: readonly Probe[] = [
  { kind: 'file', path: `${STATE}/renewals`, maxBytes: MAX_STATE_BYTES },
  { kind: 'file', path: HTTPD_CONF, maxBytes: MAX_CONFIG_BYTES },
  { kind: 'file', path: ACME_CLIENT_CONF, maxBytes: MAX_CONFIG_BYTES },
  { kind: 'stat', path: RCCTL, follow: true },
  { kind: 'addresses' },
];
/** Asked where there is an rcctl(8). */
const PROGRAMS: readonly Probe[] = [
  { kind: 'run', argv: [RCCTL, 'get', 'httpd', 'flags'] },
  { kind: 'run', argv: [RCCTL, 'check', 'httpd'] },
];

/** Two gatherings; never throws for what is not there. Only root may look at all of it. */
export async function readHost(reader: HostReader, policyHosts: readonly string[]): Promise<Host> {
  const [states, web, acme, rcctl, own] = await reader.gather(FIRST);
  const host: Host = { states: parseRenewals(contentOf(states) ?? ''), acmeClientConf: contentOf(acme) ?? '', sides: new Map() };
  if (rcctl?.kind !== 'stat' || rcctl.stat === null || (reader.uid !== 0 && reader.root === '')) return host;
  const { conf } = judgeHttpdConf(HTTPD_CONF, contentOf(web) ?? '', { readInclude: () => null, isReadable: () => true, resolveHost: () => [], resolveService });
  const places = new Map(policyHosts.map((each) => [each, placeOf(conf, each)]));
  const files = [...new Set([...places.values()].flatMap((place) => (place === null ? [] : [place.policyFile, place.certificate])))];
  const answers = await reader.gather([...PROGRAMS, ...files.map((path): Probe => ({ kind: 'file', path, maxBytes: MAX_FILE_BYTES, follow: true }))]);
  const [flags, check] = answers;
  const contents = new Map(files.map((path, index) => [path, contentOf(answers[PROGRAMS.length + index])]));
  const others = new Set([...contents.values()].flatMap((text) => fingerprintOf(text) ?? []));
  const shared = { addresses: own?.kind === 'addresses' ? own.addresses : [], ...daemonOf(flags, check) };
  const sides = [...places].flatMap(([policyHost, place]) => (place === null ? [] : [[policyHost, { ...shared, policyFile: place.policyFile, policy: contents.get(place.policyFile) ?? null, certificate: onDisk(place.certificate, contents, others) }] as const]));
  return { ...host, sides: new Map(sides) };
}

/** Which file is served as the policy, and which certificate with it; null when no server of the file itself does. */
function placeOf(conf: HttpdConf, policyHost: string): { readonly policyFile: string; readonly certificate: string } | null {
  const server = conf.servers.find(({ listens, names }) => listens.some(({ tls }) => tls) && names.some((name) => matchesHost(name, policyHost)));
  return server === undefined ? null : { policyFile: servedFile(conf, server, POLICY_PATH).file, certificate: server.tls.certificate };
}

/** rcctl(8): `get` prints NO and exits 1 for a daemon that is off, `check` exits 1 for one that does not run. */
function daemonOf(flags: Answer | undefined, check: Answer | undefined) {
  const isOff = flags?.kind === 'run' && (flags.result.exit === 1 || flags.result.stdout.trim() === 'NO');
  return { isEnabled: !isOff, isRunning: !(check?.kind === 'run' && check.result.exit === 1) };
}

function onDisk(file: string, contents: ReadonlyMap<string, Bytes | null>, others: ReadonlySet<string>): OnDisk | null {
  const fingerprint = fingerprintOf(contents.get(file) ?? null);
  return fingerprint === null ? null : { file, fingerprint, others };
}

function fingerprintOf(content: Bytes | null): string | null {
  return content === null ? null : (parseLeaf(content)?.fingerprint256 ?? null);
}

function contentOf(answer: Answer | undefined): Bytes | null {
  return answer?.kind === 'file' ? answer.content : null;
}
