// What keeps a login from working, each in a sentence of its own with what to do.
import type { DiagnosticCode } from '../model/diagnostic-code.ts';
import { Failure } from '../model/failure.ts';

/** The host as its messages name it. */
export interface Named {
  readonly name: string;
  readonly ssh: string;
}

export function sshFailure(code: DiagnosticCode, { name }: Named, message: string, next: string): Failure {
  return new Failure([{ code, message, unchanged: `every file on ${name}`, next }]);
}

export function useOpenssh({ name }: Named): string {
  return `say in [host ${name}]: transport = openssh`;
}

export function noMoreSessions(named: Named): Failure {
  return sshFailure('ssh-connect', named, `${named.name} gives no further session on the connection (sshd_config(5) MaxSessions)`, `set MaxSessions to 10, which is sshd's default, in sshd_config on ${named.name}`);
}

const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'refuses the connection',
  ETIMEDOUT: 'does not answer',
  EHOSTUNREACH: 'can\'t be reached: no route to it',
  ENETUNREACH: 'can\'t be reached: no network',
  ENOTFOUND: 'has no address in DNS',
  EAI_AGAIN: 'can\'t be looked up: no name server answers',
  ECONNRESET: 'closed the connection before a login was possible',
  EPIPE: 'closed the connection before a login was possible',
};

/** From an error of the socket or of ssh2's handshake. */
export function connectFailure(error: Error & { code?: string; level?: string }, where: string, named: Named): Failure {
  const see = `see that this works: ssh ${named.ssh} true`;
  const at = `${named.name} (${where})`;
  const word = WORDS[error.code ?? ''];
  if (word !== undefined) return sshFailure('ssh-connect', named, `${at} ${word}`, see);
  if (error.level === 'client-timeout') return sshFailure('ssh-connect', named, `${at} does not answer`, see);
  if (/no matching|Unsupported|Unknown/i.test(error.message)) return sshFailure('ssh-connect', named, `${at} and ssh2 have no algorithm in common: ${error.message.replace(/^Handshake failed: /, '')}`, useOpenssh(named));
  if (/before handshake|Connection lost|ended|closed/i.test(error.message)) return sshFailure('ssh-connect', named, `${at} closed the connection before a login was possible`, see);
  return sshFailure('ssh-connect', named, `${at}: ${error.message}`, see);
}
