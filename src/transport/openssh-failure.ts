// What ssh(1) says when it can't log in, in our words.
import type { DiagnosticCode } from '../model/diagnostic-code.ts';
import type { Failure } from '../model/failure.ts';
import { sshFailure, type Named } from './ssh-problems.ts';

interface Case {
  readonly said: RegExp;
  readonly code: DiagnosticCode;
  readonly what: (name: string, found: RegExpExecArray) => string;
  readonly next: (named: Named) => string;
}

const see = ({ ssh }: Named) => `see that this works: ssh ${ssh} true`;

/** The first that fits counts. */
const CASES: readonly Case[] = [
  { said: /REMOTE HOST IDENTIFICATION HAS CHANGED[\s\S]*?(SHA256:\S+?)\.?\s[\s\S]*?Offending \S+ key in (\S+)/, code: 'ssh-host-key', what: (name, found) => `THE HOST KEY OF ${name} HAS CHANGED: it shows ${found[1]}, another is in ${found[2]}; somebody may be listening in`, next: ({ ssh }) => `ask whoever runs it; only if the new key is right, take the old one out (ssh-keygen -R), then: ssh ${ssh} true` },
  { said: /Host key .*revoked|is marked as revoked/i, code: 'ssh-host-key', what: (name) => `the host key of ${name} is revoked`, next: () => 'find out why; do not log in there' },
  { said: /No (\S+) host key is known for (\S+)/, code: 'ssh-host-key', what: (name, found) => `the host key of ${name} is not known: no ${found[1]} key of ${found[2]}`, next: ({ ssh }) => `compare its fingerprint with the one on its console: ssh ${ssh} true; or: stsctl --accept-new` },
  { said: /Host key verification failed/, code: 'ssh-host-key', what: (name) => `the host key of ${name} is not the one that is known`, next: see },
  { said: /Permission denied \((.*)\)/, code: 'ssh-login', what: (name, found) => `${name} does not let this user in (it takes ${found[1]})`, next: ({ ssh }) => `see which keys are offered: ssh -v ${ssh} true` },
  { said: /Could not resolve hostname/, code: 'ssh-connect', what: (name) => `${name} has no address in DNS`, next: see },
  { said: /Connection refused/, code: 'ssh-connect', what: (name) => `${name} refuses the connection`, next: see },
  { said: /No route to host|Network is unreachable/, code: 'ssh-connect', what: (name) => `${name} can't be reached: no route to it`, next: see },
  { said: /timed out/, code: 'ssh-connect', what: (name) => `${name} does not answer`, next: see },
  { said: /kex_exchange_identification|Connection (closed|reset)/, code: 'ssh-connect', what: (name) => `${name} closed the connection before a login was possible`, next: see },
];

export function readOpensshFailure(said: string, hostname: string, named: Named): Failure {
  for (const { said: pattern, code, what, next } of CASES) {
    const found = pattern.exec(said);
    if (found !== null) return sshFailure(code, named, what(`${named.name} (${hostname})`, found), next(named));
  }
  return sshFailure('ssh-connect', named, `ssh can't log in to ${named.name} (${hostname}): ${said.trim().split('\n').at(-1) ?? ''}`, see(named));
}
