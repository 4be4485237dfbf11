// The records of a gathering become its answers. The other side is not trusted: what is missing or odd is a HostError.
import { HostError, type Answer, type FileKind, type FileStat, type Probe, type RunResult } from '../model/host.ts';
import { publicKeyIn } from '../formats/public-key-answer.ts';
import { brokenReply, type FrameRecord } from './read-frame.ts';
import { runResult } from './remote-run.ts';

/** By number of the probe, and by what was said of it. */
class Said {
  readonly stats = new Map<number, FileStat>();
  readonly #records = new Map<string, FrameRecord>();
  readonly err: ReadonlyMap<string, FrameRecord>;

  constructor(out: readonly FrameRecord[], err: readonly FrameRecord[]) {
    for (const record of out) {
      if (record.words[0] === 'stats') this.#addStats(record);
      else this.#records.set(record.words.slice(0, 2).join(' '), record);
    }
    this.err = new Map(err.map((record) => [record.words.join(' '), record]));
  }

  #addStats({ words, body }: FrameRecord): void {
    const lines = body.split('\n').filter((line) => line !== '');
    const numbers = words.slice(1).map(Number);
    // A file that went while they were looked at: the caller asks again.
    if (lines.length !== numbers.length) throw new HostError('EAGAIN', '', 'files came and went while they were looked at');
    numbers.forEach((number, at) => this.stats.set(number, parseStat(lines[at] ?? '')));
  }

  /** Null where it was not said. */
  of(what: string, index: number): FrameRecord | null {
    return this.#records.get(`${what} ${index}`) ?? null;
  }

  /** Why there is nothing: "ENOENT". */
  none(index: number): string | null {
    const word = this.of('none', index)?.words[2] ?? null;
    if (word !== null && !/^E[A-Z]{2,15}$/.test(word)) throw brokenReply('a reason that is none');
    return word;
  }
}

const KINDS: Readonly<Record<number, FileKind>> = { 0o10: 'file', 0o4: 'directory', 0o12: 'symlink' };

/** "x81a4 0 0 12" of GNU stat, "o100644 0 0 12" of BSD stat. */
function parseStat(line: string): FileStat {
  const found = /^(?:x([0-9a-f]{1,8})|o([0-7]{1,11})) (\d{1,10}) (\d{1,10}) (\d{1,16})$/.exec(line);
  if (found === null) throw brokenReply('what stat(1) says');
  const mode = found[1] === undefined ? Number.parseInt(found[2] ?? '', 8) : Number.parseInt(found[1], 16);
  return { kind: KINDS[mode >> 12] ?? 'other', mode: mode & 0o7777, uid: Number(found[3]), gid: Number(found[4]), size: Number(found[5]) };
}

export function readAnswers(probes: readonly Probe[], out: readonly FrameRecord[], err: readonly FrameRecord[]): Answer[] {
  const said = new Said(out, err);
  return probes.map((probe, index) => answerOf(probe, index, said));
}

function answerOf(probe: Probe, index: number, said: Said): Answer {
  switch (probe.kind) {
    case 'stat':
      return statAnswer(index, said);
    case 'file':
      return fileAnswer(index, probe.maxBytes, said);
    case 'public-key':
      return { kind: 'public-key', pem: publicKey(index, said) };
    case 'run':
      return { kind: 'run', result: resultOf(index, said) };
    case 'addresses':
      return { kind: 'addresses', addresses: addressesIn(said.of('out', index)?.body ?? '') };
    case 'resolve':
      return { kind: 'resolve', addresses: resolved(index, said) };
  }
}

/** ENOENT and ENOTDIR: it is not there, which is no error. */
function errorOf(word: string | null): string | null {
  return word === 'ENOENT' || word === 'ENOTDIR' ? null : word;
}

function statAnswer(index: number, said: Said): Answer {
  const stat = said.stats.get(index) ?? null;
  const word = said.none(index);
  if (stat === null && word === null) throw brokenReply(`nothing about file ${index}`);
  return { kind: 'stat', stat, error: stat === null ? errorOf(word) : null };
}

function fileAnswer(index: number, maxBytes: number, said: Said): Answer {
  const failed = (error: string | null): Answer => ({ kind: 'file', stat: null, content: null, error });
  const stat = said.stats.get(index) ?? null;
  if (said.none(index) !== null) return failed(errorOf(said.none(index)));
  if (stat === null) throw brokenReply(`nothing about file ${index}`);
  if (stat.kind !== 'file') return { kind: 'file', stat, content: null, error: null };
  const content = said.of('content', index);
  if (content === null) throw new HostError('EAGAIN', '', 'a file came or went while it was looked at');
  if (content.body.length > maxBytes) return failed('EFBIG');
  return said.of('read', index)?.words[2] === '0' ? { kind: 'file', stat: { ...stat, size: content.body.length }, content: content.body, error: null } : failed('EIO');
}

function resultOf(index: number, said: Said): RunResult {
  return runResult({ out: said.of('out', index), err: said.err.get(`err ${index}`) ?? null, exit: said.of('exit', index), none: said.none(index) }, null);
}

/** Undefined where nobody can tell, null for no usable key. */
function publicKey(index: number, said: Said): string | null | undefined {
  if (said.none(index) !== null) return undefined;
  return publicKeyIn(resultOf(index, said));
}

/** Of ifconfig(8) on OpenBSD and on Linux, and of ip(8). */
function addressesIn(text: string): string[] {
  return [...text.matchAll(/\binet6? (?:addr:)?([0-9A-Fa-f.:]+)/g)].map((each) => each[1] ?? '');
}

function resolved(index: number, said: Said): readonly string[] | null {
  const own = addressesIn(said.of('out', index)?.body ?? '');
  if (own.length > 0) return own;
  const hosts = (said.of('hosts', index)?.body ?? '').split('\n').map((line) => /^[0-9A-Fa-f.:]+(?=\s)/.exec(line)?.[0] ?? '');
  const found = [...new Set(hosts.filter((each) => each !== ''))];
  return found.length === 0 ? null : found;
}
