// What lint asks of a host: whatever is not known yet is asked in one gathering, and reading begins anew with the answers.
import type { FileFact } from '../model/facts.ts';
import type { Answer, HostReader, Probe } from '../model/host.ts';
import { acmeClientWorld, httpdWorld, MAX_CONFIG_BYTES } from '../formats/httpd-conf/facts-world.ts';
import { fstatSockets, relaydSockets } from '../lint/lint-ports.ts';
import type { LintSource } from './lint-source.ts';
import { FSTAT, RELAYD } from './lint-world.ts';
import type { Assumed } from './world-on-disk.ts';

/** An include that names another is one more round. */
const MAX_ROUNDS = 16;
const MAX_CERTIFICATE_BYTES = 1024 * 1024;

/** Reads through `host` until `read` asks nothing new. Throws what it throws then. */
export async function readOnHost<T>(host: HostReader, assumed: Assumed, read: (source: LintSource) => T): Promise<T> {
  const known = new Known();
  for (let round = 0; ; round += 1) {
    known.open.clear();
    try {
      const result = read(sourceOf(known, assumed));
      if (known.open.size === 0 || round === MAX_ROUNDS) return result;
    } catch (error) {
      // What it misses may be what nobody has looked at yet.
      if (known.open.size === 0 || round === MAX_ROUNDS) throw error;
    }
    const probes = [...known.open.values()];
    const answers = await host.gather(probes);
    probes.forEach((probe, index) => known.take(probe, answers[index]));
  }
}

/** Answers so far, by question. */
class Known {
  readonly open = new Map<string, Probe>();
  readonly files = new Map<string, FileFact>();
  readonly resolved = new Map<string, readonly string[] | null>();
  readonly #answers = new Map<string, Answer>();

  ask<K extends Probe['kind']>(probe: Probe & { kind: K }): (Answer & { kind: K }) | null {
    const answer = this.#answers.get(keyOf(probe));
    if (answer === undefined) this.note(probe);
    return (answer as (Answer & { kind: K }) | undefined) ?? null;
  }

  /** One question a path: the content answers what a stat would. */
  note(probe: Probe): void {
    const key = 'path' in probe && probe.kind !== 'public-key' ? probe.path : keyOf(probe);
    if (this.open.get(key)?.kind !== 'file') this.open.set(key, probe);
  }

  take(probe: Probe, answer: Answer | undefined): void {
    if (answer === undefined) throw new Error(`no answer to ${probe.kind}`);
    this.#answers.set(keyOf(probe), answer);
    if (answer.kind === 'resolve' && probe.kind === 'resolve') this.resolved.set(probe.name, answer.addresses);
    if ((answer.kind === 'file' || answer.kind === 'stat') && 'path' in probe) this.files.set(probe.path, { stat: answer.stat, content: answer.kind === 'file' ? answer.content : null });
  }
}

function keyOf(probe: Probe): string {
  return JSON.stringify(probe);
}

function sourceOf(known: Known, { missing, present }: Assumed): LintSource {
  const file = (path: string, maxBytes: number) => known.ask({ kind: 'file', path, maxBytes, follow: true });
  const httpd = httpdWorld(known, (probe) => known.note(probe));
  const acmeClient = acmeClientWorld(known, (probe) => known.note(probe));
  const read = (path: string) => {
    const answer = file(path, MAX_CONFIG_BYTES);
    return answer?.stat?.kind === 'directory' ? '' : (answer?.content ?? null);
  };
  return {
    read,
    isDirectory: (path) => file(path, MAX_CONFIG_BYTES)?.stat?.kind === 'directory',
    httpd: { ...httpd, isReadable: (path) => !missing.has(path) && (present.has(path) || httpd.isReadable(path)) },
    acmeClient: { ...acmeClient, modeOf: (path) => (missing.has(path) ? null : present.has(path) ? 0o400 : acmeClient.modeOf(path)) },
    readCertificate: (path) => file(path, MAX_CERTIFICATE_BYTES)?.content ?? null,
    publicKeyOf: (path) => known.ask({ kind: 'public-key', path })?.pem ?? null,
    sockets: () => {
      const running = known.ask({ kind: 'run', argv: [FSTAT, '-n'] })?.result;
      return [...relaydSockets(RELAYD, read(RELAYD) ?? ''), ...(running?.exit === 0 ? fstatSockets(running.stdout) : [])];
    },
  };
}
