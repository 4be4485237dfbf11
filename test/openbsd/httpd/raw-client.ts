// Sends bytes to a server and tells exactly what comes back, for the tests of the stand-in.
import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';

export interface Asked {
  readonly host?: string;
  readonly port: number;
  readonly tls: boolean;
  readonly sni?: string | null;
  readonly request: string;
  /** How long to wait for more, or for the end. */
  readonly quietMs?: number;
}

export interface CameBack {
  readonly outcome: string;
  readonly certificate?: string;
  readonly status?: string;
  readonly headers?: readonly (readonly [string, string])[];
  readonly after?: 'closed' | 'kept open';
  readonly body?: string;
}

const PATIENCE_MS = 5000;

export async function ask(asked: Asked): Promise<CameBack> {
  let socket: Socket | TLSSocket;
  try {
    socket = await connect(asked);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { outcome: code === 'ECONNREFUSED' ? 'connection refused' : 'tls handshake failed' };
  }
  const certificate = 'getPeerCertificate' in socket ? { certificate: `CN=${String(socket.getPeerCertificate().subject.CN)}` } : {};
  const { bytes, isClosed } = await collect(socket, asked);
  socket.destroy();
  if (bytes === '') return { ...certificate, outcome: isClosed ? 'closed without a reply' : 'no reply (still open)' };
  return { ...certificate, outcome: 'response', ...parse(bytes), after: isClosed ? 'closed' : 'kept open' };
}

function connect({ host = '127.0.0.1', port, tls, sni }: Asked): Promise<Socket | TLSSocket> {
  return new Promise((resolve, reject) => {
    const named = typeof sni === 'string' ? { servername: sni } : {};
    const socket = tls ? connectTls({ host, port, rejectUnauthorized: false, ...named }) : connectPlain({ host, port });
    socket.once(tls ? 'secureConnect' : 'connect', () => resolve(socket));
    socket.once('error', reject);
  });
}

/** Ends when the server does, or when nothing has come for a while after an answer, or instead of one. */
function collect(socket: Socket, { request, quietMs = 60 }: Asked): Promise<{ bytes: string; isClosed: boolean }> {
  return new Promise((resolve) => {
    let bytes = '';
    const finish = (isClosed: boolean): void => {
      clearTimeout(patience);
      resolve({ bytes, isClosed });
    };
    let patience = setTimeout(finish, request.includes('\r\n\r\n') ? PATIENCE_MS : quietMs * 4, false);
    socket.on('data', (chunk: Buffer) => {
      bytes += chunk.toString('latin1');
      clearTimeout(patience);
      patience = setTimeout(finish, quietMs, false);
    });
    for (const event of ['end', 'close', 'error']) socket.on(event, () => finish(true));
    socket.write(Buffer.from(request, 'latin1'));
  });
}

function parse(bytes: string): Pick<CameBack, 'status' | 'headers' | 'body'> & { status: string } {
  const end = bytes.indexOf('\r\n\r\n');
  const [status = '', ...lines] = bytes.slice(0, end).split('\r\n');
  const headers = lines.map((line) => [line.slice(0, line.indexOf(': ')), line.slice(line.indexOf(': ') + 2)] as const);
  return { status, headers, body: bytes.slice(end + 4) };
}
