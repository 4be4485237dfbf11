// A mount, network and process namespace with a tree laid over the system: OpenBSD's absolute paths, real ports and addresses.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Ran } from '../support/stsctl.ts';

/** Why there can't be one here; null when there can. */
export function whyNoNamespace(): string | null {
  if (process.platform !== 'linux') return 'needs Linux';
  if (process.getuid?.() !== 0) return 'needs root';
  return spawnSync('unshare', ['-mnp', '--fork', 'ip', 'address']).status === 0 ? null : 'needs namespaces (unshare -mnp) and ip';
}

/** Each directory of the tree over the system's own; what is written goes into the tree. */
const PID_1 = `
set -e
tree=$1; shift
mount --make-rprivate /
for directory in etc var usr/sbin usr/bin; do
  mkdir -p "$tree/$directory" "$tree/work/$directory"
  mount -t overlay overlay -o "lowerdir=/$directory,upperdir=$tree/$directory,workdir=$tree/work/$directory" "/$directory"
done
ip link set lo up
for address; do
  case $address in
    *:*) ip -6 address add "$address/128" dev lo nodad 2>/dev/null || true ;;
    *) ip address add "$address/32" dev lo ;;
  esac
done
exec 3<&0
# Ends with whoever holds the other end, and reaps daemons until then.
cat <&3 >/dev/null & echo ready
wait $!
`;

/** In the background, without the pipes of whoever asked; tells its pid in the namespace. */
const DAEMON = 'log=$1; shift; setsid "$@" </dev/null >>"$log" 2>&1 & echo $!';

export interface RunOptions {
  /** The whole environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly timeoutMs?: number;
  /** How far its clock is ahead, as faketime(1) takes it: `+80d`. */
  readonly ahead?: string;
}

const ENVIRONMENT = { PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin', HOME: '/root' } as const;

export class Namespace {
  readonly #unshare: ChildProcess;
  /** Its pid 1, as seen from outside. */
  readonly pid: number;
  readonly #kill = () => void this.#unshare.kill('SIGKILL');

  constructor(unshare: ChildProcess) {
    this.#unshare = unshare;
    this.pid = Number(readFileSync(`/proc/${unshare.pid}/task/${unshare.pid}/children`, 'utf8').trim());
    process.once('exit', this.#kill);
  }

  /** Where a path of the namespace is from outside, for reading and writing. */
  path(path: string): string {
    return `/proc/${this.pid}/root${path}`;
  }

  /** What runs `argv` inside: for spawn, where a test must go on meanwhile. */
  argv(...argv: string[]): string[] {
    return ['nsenter', '--target', String(this.pid), '--mount', '--net', '--pid', '--', ...argv];
  }

  run(argv: readonly string[], { env = ENVIRONMENT, input = '', timeoutMs = 60_000, ahead }: RunOptions = {}): Ran {
    const [program = '', ...rest] = this.argv(...(ahead === undefined ? [] : ['faketime', '-f', ahead]), ...argv);
    // Node waits by the monotonic clock, and hangs where that one is moved on too.
    const { status, stdout, stderr, error } = spawnSync(program, rest, { encoding: 'utf8', env: { ...env, FAKETIME_DONT_FAKE_MONOTONIC: '1' }, input, timeout: timeoutMs, maxBuffer: 1 << 26 });
    return { exit: status, stdout, stderr: stderr + (error === undefined ? '' : `${error.message}\n`) };
  }

  /** Its standard output; throws what it said when it fails. */
  demand(...argv: string[]): string {
    const { exit, stdout, stderr } = this.run(argv);
    if (exit !== 0) throw new Error(`${argv.join(' ')}: exit ${exit}\n${stdout}${stderr}`);
    return stdout;
  }

  /** Its pid inside; what it says goes to `log`. */
  startDaemon(argv: readonly string[], log: string, env: Readonly<Record<string, string>> = {}): number {
    const { exit, stdout, stderr } = this.run(['/bin/sh', '-c', DAEMON, 'sh', log, ...argv], { env: { ...ENVIRONMENT, ...env } });
    if (exit !== 0) throw new Error(`${argv.join(' ')}: ${stderr}`);
    return Number(stdout);
  }

  /** Returns when it has ended. */
  stopDaemon(pid: number): void {
    this.run(['/bin/sh', '-c', 'kill -9 $1 2>/dev/null; while kill -0 $1 2>/dev/null; do sleep 0.05; done', 'sh', String(pid)]);
  }

  /** Everything inside ends with its pid 1. */
  async end(): Promise<void> {
    process.off('exit', this.#kill);
    const ended = new Promise((resolve) => this.#unshare.once('exit', resolve));
    if (this.#unshare.exitCode === null && this.#unshare.stdin?.end() !== undefined) await ended;
  }
}

/** `tree` is laid over the system's directories, `addresses` are put on its loopback interface. */
export function startNamespace(tree: string, addresses: readonly string[]): Promise<Namespace> {
  const unshare = spawn('unshare', ['-mnpf', '--kill-child', '--mount-proc', '/bin/sh', '-c', PID_1, 'sh', tree, ...addresses], { stdio: ['pipe', 'pipe', 'pipe'] });
  return new Promise((resolve, reject) => {
    let said = '';
    unshare.stderr.on('data', (chunk) => (said += String(chunk)));
    unshare.stdout.once('data', () => resolve(new Namespace(unshare)));
    unshare.once('error', reject);
    unshare.once('exit', (exit) => reject(new Error(`unshare: exit ${exit}: ${said}`)));
  });
}
