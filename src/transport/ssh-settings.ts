// What the user's own OpenSSH set-up says of a host: `ssh -G`, which reads Include, Match and everything else as ssh(1) does.
import { homedir } from 'node:os';
import { Failure } from '../model/failure.ts';
import { askSsh } from './ask-ssh.ts';

export interface SshSettings {
  readonly hostname: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
  /** Socket of the agent; null for none. */
  readonly agent: string | null;
  readonly identitiesOnly: boolean;
  readonly proxyJump: string | null;
  readonly proxyCommand: string | null;
  readonly hostKeyAlias: string | null;
  readonly userKnownHosts: readonly string[];
  readonly knownHosts: readonly string[];
  readonly acceptsNew: boolean;
  readonly connectTimeoutMs: number;
  /** How often a host that says nothing is asked whether it is there, and after how many questions it is not. */
  readonly aliveIntervalMs: number;
  readonly aliveCountMax: number;
}

/** Where to log in, and with which ssh_config(5); null for the user's own. */
export interface SshTarget {
  /** [user@]host[:port] */
  readonly ssh: string;
  readonly configFile: string | null;
}

const CONNECT_TIMEOUT_SECONDS = 20;
/** A half-open connection is told after a minute, unless the user's own set-up says something. */
const ALIVE_INTERVAL_SECONDS = 15;
const ALIVE_COUNT_MAX = 3;
const MAX_PORT = 65_535;
/** A timer of Node's goes no further: 2^31 ms. */
const MAX_SECONDS = 2_147_483;

/** Arguments of ssh(1) for a destination as stsctl.conf(5) has it. */
export function sshArguments({ ssh, configFile }: SshTarget): string[] {
  const [, user, host = '', port] = /^(?:([^@]*)@)?(?:\[?([^\]]*?)\]?)(?::(\d+))?$/.exec(splittable(ssh)) ?? [];
  return [...(configFile === null ? [] : ['-F', configFile]), ...(user === undefined ? [] : ['-l', user]), ...(port === undefined ? [] : ['-p', port]), '--', host];
}

/** A bare IPv6 address is no host and port. */
function splittable(ssh: string): string {
  return ssh.split(':').length > 2 && !ssh.includes('[') ? ssh.replace(/([^@]+)$/, '[$1]') : ssh;
}

export async function readSshSettings(target: SshTarget, name: string): Promise<SshSettings> {
  return parseSshSettings(await askSsh(sshArguments(target)).catch((error: Error) => Promise.reject(unreadable(target, name, error.message))));
}

function unreadable({ ssh }: SshTarget, name: string, why: string): Failure {
  return new Failure([{ code: 'ssh-connect', message: `can't tell how to log in to ${name}: ${why}`, unchanged: `every file on ${name}`, next: `mend what this says: ssh -G ${ssh}` }]);
}

export function parseSshSettings(text: string): SshSettings {
  const all = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(line) ?? [];
    all.set(key, [...(all.get(key) ?? []), value]);
  }
  const one = (key: string): string | null => {
    const value = all.get(key)?.[0] ?? null;
    return value === null || value === '' || value === 'none' ? null : value;
  };
  const count = (key: string, otherwise: number, most: number) => (/^\d+$/.test(one(key) ?? '') ? Math.min(Number(one(key)), most) : otherwise);
  const files = (key: string) => (all.get(key)?.[0] ?? '').split(/\s+/).filter((file) => file !== '' && file !== 'none' && file !== '/dev/null').map(inHome);
  return {
    hostname: one('hostname') ?? '',
    port: count('port', 22, MAX_PORT),
    user: one('user') ?? '',
    identityFiles: (all.get('identityfile') ?? []).filter((each) => each !== 'none').map(inHome),
    agent: agentOf(all.get('identityagent')?.[0]),
    identitiesOnly: one('identitiesonly') === 'yes',
    proxyJump: one('proxyjump'),
    proxyCommand: one('proxycommand'),
    hostKeyAlias: one('hostkeyalias'),
    userKnownHosts: files('userknownhostsfile'),
    knownHosts: [...files('userknownhostsfile'), ...files('globalknownhostsfile')],
    acceptsNew: one('stricthostkeychecking') === 'accept-new',
    connectTimeoutMs: count('connecttimeout', CONNECT_TIMEOUT_SECONDS, MAX_SECONDS) * 1000,
    aliveIntervalMs: (count('serveraliveinterval', 0, MAX_SECONDS) || ALIVE_INTERVAL_SECONDS) * 1000,
    aliveCountMax: count('serveralivecountmax', ALIVE_COUNT_MAX, MAX_SECONDS),
  };
}

function agentOf(said: string | undefined): string | null {
  if (said === 'none') return null;
  if (said === undefined || said === '' || said === 'SSH_AUTH_SOCK') return process.env['SSH_AUTH_SOCK'] ?? null;
  return said.startsWith('$') ? (process.env[said.slice(1)] ?? null) : inHome(said);
}

function inHome(file: string): string {
  return file.startsWith('~/') ? homedir() + file.slice(1) : file;
}
