// The base programs as apply sees them, over a MemoryHost: their state, and ways to make each fail.
import type { Bytes } from '../../src/model/bytes.ts';
import type { RunResult } from '../../src/model/host.ts';
import type { Program } from './memory-host.ts';

export class FakeBase {
  crontab: Bytes | null = null;
  enabled = false;
  running = false;
  /** By "rcctl reload", "acme-client", "httpd -n" …: what it answers instead. */
  readonly answers = new Map<string, Partial<RunResult>>();

  readonly program: Program = (argv, read) => {
    const name = argv[0]?.split('/').at(-1) ?? '';
    const answer = this.answers.get(`${name} ${argv.slice(1).join(' ')}`) ?? this.answers.get(`${name} ${argv[1]}`) ?? this.answers.get(name);
    if (answer !== undefined) return answer;
    if (name === 'crontab') return this.#crontab(argv, read);
    if (name === 'rcctl') return this.#rcctl(argv);
    if (name === 'httpd') return { exit: 0, stderr: 'configuration OK\n' };
    if (name === 'acme-client') return { exit: 0 };
    if (name === 'uname') return { exit: 0, stdout: 'OpenBSD\n' };
    throw new Error(`nobody scripted ${argv.join(' ')}`);
  };

  #crontab(argv: readonly string[], read: (path: string) => Bytes | null): Partial<RunResult> {
    const last = argv.at(-1) ?? '';
    if (last === '-l') return this.crontab === null ? { exit: 1, stderr: 'crontab: no crontab for root\n' } : { exit: 0, stdout: this.crontab };
    this.crontab = last === '-r' ? null : read(last);
    return { exit: 0 };
  }

  #rcctl(argv: readonly string[]): Partial<RunResult> {
    switch (argv[1]) {
      case 'enable':
      case 'disable':
        this.enabled = argv[1] === 'enable';
        return { exit: 0 };
      case 'start':
      case 'stop':
        this.running = argv[1] === 'start';
        return { exit: 0 };
      case 'check':
        return this.running ? { exit: 0, stdout: 'httpd(ok)\n' } : { exit: 1, stdout: 'httpd(failed)\n' };
      case 'reload':
        return this.running ? { exit: 0, stdout: 'httpd(ok)\n' } : { exit: 1, stdout: 'httpd(failed)\n' };
      default:
        throw new Error(`nobody scripted ${argv.join(' ')}`);
    }
  }

  state() {
    return { crontab: this.crontab, enabled: this.enabled, running: this.running };
  }
}
