// A small name server over UDP and TCP on the loopback interface, which can misbehave as well.
import { createSocket, type Socket } from 'node:dgram';
import { createServer, type Server } from 'node:net';
import { decode, encode, type Answer, type DecodedPacket } from 'dns-packet';
import type { Endpoint } from '../../src/formats/endpoint.ts';
import { bindBoth } from './same-port.ts';

export interface Records {
  readonly A?: readonly string[];
  readonly AAAA?: readonly string[];
  readonly MX?: readonly (readonly [number, string])[];
  /** Each a record, of one string or several. */
  readonly TXT?: readonly (string | readonly string[])[];
  readonly CNAME?: string;
  /** `issue "ca.example"`, with an "!" before it for a critical one. */
  readonly CAA?: readonly string[];
  readonly NS?: readonly string[];
  /** Serial number. */
  readonly SOA?: number;
}
/** `bogus`: SERVFAIL unless checking is switched off. */
export type Misbehaviour = 'servfail' | 'refused' | 'silent' | 'bogus' | 'garbage' | 'pointer-loop' | 'cut-off';
export type Zone = Readonly<Record<string, Records | Misbehaviour | null>>;

export interface DnsServer {
  readonly endpoint: Endpoint;
  readonly questions: string[];
  readonly isAuthoritative: boolean;
  zone: Zone;
  close(): void;
}

const UDP_BYTES = 1232;
const CHECKING_DISABLED = 0x10;
const TRUNCATED = 0x0200;
const AVAILABLE = 0x0180;
const AUTHORITATIVE = 0x0400;
const CODES: Readonly<Record<string, number>> = { servfail: 2, bogus: 2, nxdomain: 3, refused: 5 };

export interface DnsOptions {
  readonly address?: string;
  readonly port?: number;
  /** Says that the zone is its own, when it is not asked to recurse. */
  readonly isAuthoritative?: boolean;
}

export async function startDnsServer(zone: Zone, { address: own = '127.0.0.1', port: wanted = 0, isAuthoritative = true }: DnsOptions = {}): Promise<DnsServer> {
  const { tcp, udp, port } = await bindBoth(() => ({ tcp: overTcp(() => server), udp: overUdp(() => server) }), own, wanted);
  const server: DnsServer = { endpoint: { address: own, port }, isAuthoritative, questions: [], zone, close: () => (tcp.close(), udp.close()) };
  return server;
}

function overTcp(server: () => DnsServer): Server {
  return createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      const reply = answer(data.subarray(2), server(), Number.POSITIVE_INFINITY);
      if (reply === null) return;
      const length = Buffer.alloc(2);
      length.writeUInt16BE(reply.length);
      socket.end(Buffer.concat([length, reply]));
    });
  });
}

function overUdp(server: () => DnsServer): Socket {
  const udp = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  udp.on('message', (data, { port, address }) => {
    const reply = answer(data, server(), UDP_BYTES);
    if (reply !== null) udp.send(reply, port, address);
  });
  return udp;
}

function answer(data: Buffer, { zone, questions, isAuthoritative }: DnsServer, most: number): Buffer | null {
  const query = decode(data);
  const [question] = query.questions ?? [];
  if (question === undefined) return null;
  questions.push(`${question.type} ${question.name}`);
  const own = zone[question.name.toLowerCase()] ?? null;
  if (own === 'silent') return null;
  if (typeof own === 'string' && !(own === 'bogus' && ((data[3] ?? 0) & CHECKING_DISABLED) !== 0)) return misbehave(own, query, data);
  const { answers, code } = look(question.name.toLowerCase(), question.type, zone);
  const reply = packet(query, answers, code, isAuthoritative && ((data[2] ?? 0) & 1) === 0 ? AUTHORITATIVE : 0);
  return reply.length > most ? packet(query, [], 0, TRUNCATED) : reply;
}

function packet(query: DecodedPacket, answers: readonly Answer[], code: number, flags = 0): Buffer {
  return encode({ type: 'response', id: query.id ?? 0, flags: AVAILABLE | flags | code, questions: [...(query.questions ?? [])], answers: [...answers] });
}

function misbehave(how: Misbehaviour, query: DecodedPacket, data: Buffer): Buffer {
  if (how === 'garbage') return Buffer.concat([data.subarray(0, 2), Buffer.from([0x81, 0x80]), Buffer.alloc(40, 0xff)]);
  if (how === 'cut-off') return packet(query, [], 0, TRUNCATED);
  if (how !== 'pointer-loop') return packet(query, [], CODES[how] ?? 2);
  // A name that points to itself.
  const head = packet(query, [], 0);
  head.writeUInt16BE(1, 6);
  return Buffer.concat([head, Buffer.from([0xc0, head.length, 0, 16, 0, 1, 0, 0, 0, 1, 0, 2, 1, 65])]);
}

function look(name: string, type: string, zone: Zone): { answers: Answer[]; code: number } {
  const answers: Answer[] = [];
  let at = name;
  for (let hop = 0; hop < 20; hop += 1) {
    const own = zone[at] ?? null;
    if (typeof own === 'string') return { answers, code: own === 'bogus' ? 0 : 2 };
    if (own === null) return { answers, code: Object.entries(zone).some(([each, records]) => records !== null && each.endsWith(`.${at}`)) ? 0 : 3 };
    if (own.CNAME === undefined || type === 'CNAME') return { answers: [...answers, ...recordsOf(at, type, own)], code: 0 };
    answers.push({ name: at, type: 'CNAME', ttl: 60, class: 'IN', data: own.CNAME });
    at = own.CNAME;
  }
  return { answers, code: 0 };
}

function recordsOf(name: string, type: string, { A = [], AAAA = [], MX = [], TXT = [], CAA = [], NS = [], SOA }: Records): Answer[] {
  const base = { name, ttl: 60, class: 'IN' } as const;
  if (type === 'A') return A.map((data) => ({ ...base, type, data }));
  if (type === 'AAAA') return AAAA.map((data) => ({ ...base, type, data }));
  if (type === 'NS') return NS.map((data) => ({ ...base, type, data }));
  if (type === 'CAA') return CAA.map((text) => ({ ...base, type, data: caaOf(text) }));
  if (type === 'SOA') return SOA === undefined ? [] : [{ ...base, type, data: { mname: 'ns.example', rname: 'hostmaster.example', serial: SOA, refresh: 1, retry: 1, expire: 1, minimum: 1 } }];
  if (type === 'MX') return MX.map(([preference, exchange]) => ({ ...base, type, data: { preference, exchange } }));
  return type === 'TXT' ? TXT.map((data) => ({ ...base, type, data: typeof data === 'string' ? data : [...data] })) : [];
}

function caaOf(text: string) {
  const [, critical, tag = '', value = ''] = /^(!?)(\S+) "(.*)"$/.exec(text) ?? [];
  return { flags: critical === '!' ? 128 : 0, tag: tag as 'issue', value };
}
