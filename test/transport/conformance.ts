// What src/model/host.ts promises of every Host, written once.
import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import type { Bytes } from '../../src/model/bytes.ts';
import { HostError, type Answer, type Host } from '../../src/model/host.ts';

export interface Subject {
  readonly host: Host;
  /** Of the host: an empty directory to work in. */
  readonly directory: string;
  /** Puts something there past the host. */
  readonly plant: {
    file(path: string, content: Bytes, mode?: number): void;
    /** Null where the host knows no links. */
    readonly link: ((target: string, path: string) => void) | null;
  };
  /** Looks past the host. */
  read(path: string): Bytes | null;
  mode(path: string): number;
  /** The host runs real programs. */
  readonly runs: boolean;
  /** Not root: a file in a directory it may not enter. */
  readonly locked?: string;
  end(): void;
}

export const EVERY_BYTE: Bytes = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('');
const NAMES = ['a b', `it's "quoted" back\\slash`, '$HOME `id` *?[a] ~ #x', '-rf', 'new\nline\ttab', 'bücher ✉', 'end ', '%s\\n'];

async function wordOf(run: Promise<unknown>): Promise<string> {
  const error = await run.then(() => assert.fail('it should have failed'), (each: unknown) => each);
  assert.ok(error instanceof HostError, String((error as Error).stack));
  return error.word;
}

export function conforms(name: string, begin: () => Subject | Promise<Subject>, options: { readonly skip?: string | false } = {}): void {
  describe(`${name} keeps the promises of Host`, { skip: options.skip ?? false }, () => {
    let counter = 0;
    let subject: Promise<Subject> | null = null;
    after(async () => (await subject)?.end());
    const check = (what: string, work: (given: Subject & { readonly at: string }) => Promise<void>, needs: (given: Subject) => boolean = () => true) =>
      test(what, async (context) => {
        const given = await (subject ??= Promise.resolve(begin()));
        if (!needs(given)) return context.skip('not of this host');
        const at = `${given.directory}/${(counter += 1)}`;
        await given.host.makeDirectory(at, mine(0o755));
        await work({ ...given, at });
      });

    check('content of every byte, under any name, with the mode that was asked for', async ({ host, at, read, mode }) => {
      for (const each of NAMES) {
        const path = `${at}/${each}`;
        const staged = await host.stage(path, EVERY_BYTE, mine(0o640));
        assert.equal(read(path), null);
        await host.commit(staged, path);
        assert.equal(read(path), EVERY_BYTE);
        assert.equal(mode(path), 0o640);
        assert.equal((await fileOf(host, path)).content, EVERY_BYTE);
      }
      assert.deepEqual(await host.list(at), [...NAMES].sort());
    });

    check('an empty file, and content without a line\'s end', async ({ host, at }) => {
      for (const content of ['', 'x', '\n', '\n\n', '\0']) {
        await host.commit(await host.stage(`${at}/f`, content, mine()), `${at}/f`);
        assert.equal((await fileOf(host, `${at}/f`)).content, content);
      }
    });

    check('ten megabytes', async ({ host, at, read }) => {
      const content = EVERY_BYTE.repeat(40 * 1024);
      await host.commit(await host.stage(`${at}/large`, content, mine()), `${at}/large`);
      assert.ok(read(`${at}/large`) === content);
      assert.ok((await fileOf(host, `${at}/large`, content.length)).content === content);
      assert.equal((await fileOf(host, `${at}/large`, content.length - 1)).error, 'EFBIG');
    });

    check('a staged file is beside its target, and a rename keeps nothing of what was there', async ({ host, at, read, mode, plant }) => {
      plant.file(`${at}/f`, 'old', 0o600);
      const staged = await host.stage(`${at}/f`, 'new', mine(0o644));
      assert.ok(staged.startsWith(`${at}/.f.stsctl-`), staged);
      assert.equal(read(`${at}/f`), 'old');
      await host.commit(staged, `${at}/f`);
      assert.deepEqual([read(`${at}/f`), mode(`${at}/f`), await host.list(at)], ['new', 0o644, ['f']]);
    });

    check('what can\'t be staged leaves nothing', async ({ host, at, plant }) => {
      plant.file(`${at}/f`, '');
      assert.equal(await wordOf(host.stage(`${at}/none/x`, 'x', mine())), 'ENOENT');
      assert.equal(await wordOf(host.stage(`${at}/f/x`, 'x', mine())), 'ENOTDIR');
      assert.equal(await wordOf(host.commit(`${at}/none`, `${at}/g`)), 'ENOENT');
      assert.deepEqual(await host.list(at), ['f']);
    });

    check('nothing is renamed over a directory', async ({ host, at }) => {
      await host.makeDirectory(`${at}/d`, mine(0o755));
      const staged = await host.stage(`${at}/d`, 'x', mine());
      assert.equal(await wordOf(host.commit(staged, `${at}/d`)), 'EISDIR');
      assert.deepEqual(await host.list(`${at}/d`), []);
      await host.remove(staged);
    });

    check('stat: kind, mode and size; what is missing is no error', async ({ host, at, plant }) => {
      plant.file(`${at}/f`, '12345', 0o4711);
      const [file, directory, missing, below] = await host.gather([`${at}/f`, at, `${at}/none`, `${at}/f/x`].map((path) => ({ kind: 'stat', path })));
      assert.ok(file?.kind === 'stat' && file.stat !== null && directory?.kind === 'stat');
      assert.deepEqual([file.stat.kind, file.stat.mode, file.stat.size, directory.stat?.kind], ['file', 0o4711, 5, 'directory']);
      for (const answer of [missing, below]) assert.deepEqual(answer, { kind: 'stat', stat: null, error: null });
      for (const path of [`${at}/none`, `${at}/f/x`]) assert.deepEqual(await fileOf(host, path), { kind: 'file', stat: null, content: null, error: null });
      assert.equal((await fileOf(host, at)).stat?.kind, 'directory');
    });

    check('a file that may not be looked at is an error', async ({ host, locked }) => {
      const [stat, file] = await host.gather([{ kind: 'stat', path: locked ?? '' }, { kind: 'file', path: locked ?? '', maxBytes: 10 }]);
      assert.ok(stat?.kind === 'stat' && file?.kind === 'file');
      assert.deepEqual([stat.error, file.error], ['EACCES', 'EACCES']);
    }, ({ locked }) => locked !== undefined);

    check('no final link is followed unless it is asked for', async ({ host, at, plant, read }) => {
      plant.file(`${at}/target`, 'secret');
      plant.link?.('target', `${at}/link`);
      plant.link?.('nowhere', `${at}/dangling`);
      const found = await fileOf(host, `${at}/link`);
      assert.deepEqual([found.stat?.kind, found.content], ['symlink', null]);
      const [followed, lost] = await host.gather([{ kind: 'file', path: `${at}/link`, maxBytes: 10, follow: true }, { kind: 'stat', path: `${at}/dangling`, follow: true }]);
      assert.equal(followed?.kind === 'file' && followed.content, 'secret');
      assert.deepEqual(lost, { kind: 'stat', stat: null, error: null });
      assert.equal(await wordOf(host.append(`${at}/link`, 'x')), 'ELOOP');
      assert.equal(await wordOf(host.changeMode(`${at}/link`, 0o600)), 'ELOOP');
      assert.equal(await host.createExclusive(`${at}/dangling`, 'x', 0o600), false);
      await host.remove(`${at}/link`);
      assert.equal(read(`${at}/target`), 'secret');
    }, ({ plant }) => plant.link !== null);

    check('a file is created exclusively once', async ({ host, at, read, mode }) => {
      assert.equal(await host.createExclusive(`${at}/lock`, EVERY_BYTE, 0o600), true);
      assert.equal(await host.createExclusive(`${at}/lock`, '2', 0o644), false);
      assert.deepEqual([read(`${at}/lock`), mode(`${at}/lock`)], [EVERY_BYTE, 0o600]);
      await host.makeDirectory(`${at}/d`, mine());
      assert.equal(await host.createExclusive(`${at}/d`, '2', 0o644), false);
      assert.deepEqual([await host.list(at), await host.list(`${at}/d`)], [['d', 'lock'], []]);
      assert.equal(await wordOf(host.createExclusive(`${at}/none/lock`, '', 0o600)), 'ENOENT');
    });

    check('append adds to the end, and makes what is not there', async ({ host, at, read, mode }) => {
      await host.append(`${at}/events`, EVERY_BYTE);
      await host.append(`${at}/events`, '{"a\\n": 1}\n');
      assert.deepEqual([read(`${at}/events`), mode(`${at}/events`)], [`${EVERY_BYTE}{"a\\n": 1}\n`, 0o600]);
      assert.equal(await wordOf(host.append(`${at}/none/events`, 'x')), 'ENOENT');
    });

    check('remove: a file goes, a missing one is fine, a directory stays', async ({ host, at, plant }) => {
      plant.file(`${at}/f`, '');
      await host.remove(`${at}/f`);
      await host.remove(`${at}/f`);
      await host.makeDirectory(`${at}/d`, mine());
      assert.match(await wordOf(host.remove(`${at}/d`)), /^(EISDIR|EPERM)$/);
      assert.deepEqual(await host.list(at), ['d']);
    });

    check('a directory is made once with its mode, and removed only when it is empty', async ({ host, at, mode, plant }) => {
      await host.makeDirectory(`${at}/d`, mine(0o750));
      assert.equal(mode(`${at}/d`), 0o750);
      assert.equal(await wordOf(host.makeDirectory(`${at}/d`, mine())), 'EEXIST');
      assert.equal(await wordOf(host.makeDirectory(`${at}/none/d`, mine())), 'ENOENT');
      plant.file(`${at}/d/.hidden`, '');
      await host.removeDirectory(`${at}/d`);
      assert.deepEqual(await host.list(`${at}/d`), ['.hidden']);
      await host.remove(`${at}/d/.hidden`);
      await host.removeDirectory(`${at}/d`);
      await host.removeDirectory(`${at}/d`);
      assert.deepEqual(await host.list(`${at}/d`), []);
    });

    check('changeMode sets the bits and nothing else', async ({ host, at, read, mode, plant }) => {
      plant.file(`${at}/f`, 'x', 0o644);
      await host.changeMode(`${at}/f`, 0o400);
      assert.deepEqual([mode(`${at}/f`), read(`${at}/f`)], [0o400, 'x']);
      assert.equal(await wordOf(host.changeMode(`${at}/none`, 0o400)), 'ENOENT');
    });

    check('list: a missing directory has nothing in it, a file is none', async ({ host, at, plant }) => {
      plant.file(`${at}/f`, '');
      assert.deepEqual(await host.list(`${at}/none`), []);
      assert.equal(await wordOf(host.list(`${at}/f`)), 'ENOTDIR');
    });

    check('sixty questions at once are answered in their order', async ({ host, at, plant }) => {
      for (let index = 0; index < 30; index += 1) plant.file(`${at}/${index}`, `content ${index}\n`);
      const answers = await host.gather(Array.from({ length: 60 }, (_, index) => ({ kind: 'file', path: `${at}/${index}`, maxBytes: 100 })));
      const contents = answers.map((answer) => answer.kind === 'file' && answer.content);
      assert.deepEqual(contents, Array.from({ length: 60 }, (_, index) => (index < 30 ? `content ${index}\n` : null)));
    });

    check('a run is a process that is there, another number is none', async ({ host }) => {
      const own = await host.process();
      assert.notEqual(own.start, '');
      assert.equal(await host.isAlive(own), true);
      assert.equal(await host.isAlive({ pid: own.pid, start: '' }), true, 'of a lock that does not say when');
      assert.equal(await host.isAlive({ pid: own.pid, start: 'Tue Nov 24 10:00:00 2020' }), false, 'another process that has got the number since');
      assert.equal(await host.isAlive({ pid: 2 ** 22 + 1, start: '' }), false);
    });

    programs(check);
  });
}

type Check = (what: string, work: (given: Subject & { readonly at: string }) => Promise<void>, needs?: (given: Subject) => boolean) => void;

function programs(check: Check): void {
  const runs = ({ runs: real }: Subject) => real;
  const script = ({ plant, at }: Subject & { readonly at: string }, name: string, text: string): string => {
    plant.file(`${at}/${name}`, `#!/bin/sh\n${text}\n`, 0o755);
    return `${at}/${name}`;
  };

  check('a program gets its arguments and input as they are, and an environment of its own', async (given) => {
    const path = script(given, "sh'ow me", 'printf "%s|" "$@"; cat; pwd >&2; umask >&2; env | sort | grep -v "^NODE_V8_COVERAGE=\\|^_=\\|^PWD=\\|^SHLVL=\\|^OLDPWD=" >&2; exit 7');
    const result = await given.host.run([path, ...NAMES], { stdin: `\xff\0${EVERY_BYTE}\n`, timeoutMs: 20_000 });
    const bytes = Buffer.from(NAMES.map((each) => `${each}|`).join(''), 'utf8').toString('latin1');
    assert.deepEqual([result.exit, result.stdout, result.failure], [7, `${bytes}\xff\0${EVERY_BYTE}\n`, null]);
    assert.deepEqual(result.stderr.trim().split('\n').slice(2), ['HOME=/', 'LC_ALL=C', 'PATH=/bin:/sbin:/usr/bin:/usr/sbin', 'SHELL=/bin/sh']);
    assert.match(result.stderr, /^\/.*\n0022\n/);
  }, runs);

  check('without input a program finds an empty one; output without a line\'s end is as it is', async (given) => {
    const result = await given.host.run([script(given, 'quiet', 'cat; printf x; printf "y\\n\\n" >&2')], { timeoutMs: 20_000 });
    assert.deepEqual(result, { exit: 0, stdout: 'x', stderr: 'y\n\n', failure: null });
  }, runs);

  check('ten megabytes go in and come out', async (given) => {
    const content = EVERY_BYTE.repeat(40 * 1024);
    const result = await given.host.run([script(given, 'cat', 'cat')], { stdin: content, timeoutMs: 60_000 });
    assert.ok(result.stdout === content);
  }, runs);

  check('input that a program does not read is no trouble', async (given) => {
    const result = await given.host.run([script(given, 'deaf', 'exit 3')], { stdin: EVERY_BYTE.repeat(4096), timeoutMs: 20_000 });
    assert.deepEqual([result.exit, result.failure], [3, null]);
  }, runs);

  check('what is missing, hangs, dies or floods has no exit status and a reason', async (given) => {
    const { host } = given;
    const none = await host.run([`${given.at}/none`], { timeoutMs: 5000 });
    assert.deepEqual([none.exit, none.failure], [null, 'ENOENT']);
    const hung = await host.run([script(given, 'hang', 'sleep 30')], { timeoutMs: 300 });
    assert.deepEqual([hung.exit, hung.failure], [null, 'timed out after 0.3 s']);
    const died = await host.run([script(given, 'die', 'kill -9 $$')], { timeoutMs: 20_000 });
    assert.deepEqual([died.exit, died.failure], [null, 'SIGKILL']);
    const flood = await host.run([script(given, 'flood', 'exec yes')], { timeoutMs: 20_000 });
    assert.equal(flood.exit, null);
    assert.match(flood.failure ?? '', /printed more than/);
  }, runs);

  check('a daemon that keeps its starter\'s output open does not keep the run', async (given) => {
    const before = Date.now();
    const started = await given.host.run([script(given, 'daemon', '/bin/sleep 6 & echo "httpd(ok)"; exit 3')], { timeoutMs: 20_000 });
    assert.deepEqual([started.exit, started.stdout, started.failure], [3, 'httpd(ok)\n', null]);
    assert.ok(Date.now() - before < 5000, 'it waited for the daemon');
  }, runs);

  check('programs that look are asked together with files', async (given) => {
    given.plant.file(`${given.at}/f`, 'x');
    const look = script(given, 'look', 'echo out "$1"; echo err >&2; exit 1');
    const answers = await given.host.gather([{ kind: 'run', argv: [look, "a 'b'"] }, { kind: 'file', path: `${given.at}/f`, maxBytes: 9 }, { kind: 'run', argv: [`${given.at}/none`] }, { kind: 'addresses' }, { kind: 'resolve', name: 'localhost' }, { kind: 'resolve', name: '-a; id' }]);
    const [ran, file, missing, addresses, resolved, hostile] = answers;
    assert.deepEqual(ran, { kind: 'run', result: { exit: 1, stdout: "out a 'b'\n", stderr: 'err\n', failure: null } });
    assert.equal(file?.kind === 'file' && file.content, 'x');
    assert.deepEqual(missing, { kind: 'run', result: { exit: null, stdout: '', stderr: '', failure: 'ENOENT' } });
    assert.ok(addresses?.kind === 'addresses' && addresses.addresses.includes('127.0.0.1'), JSON.stringify(addresses));
    assert.ok(resolved?.kind === 'resolve' && resolved.addresses?.some((each) => each === '127.0.0.1' || each === '::1'), JSON.stringify(resolved));
    assert.deepEqual(hostile, { kind: 'resolve', addresses: null });
  }, runs);

  check('of a private key the public half alone comes back', async (given) => {
    const { generateKeyPairSync } = await import('node:crypto');
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    given.plant.file(`${given.at}/key`, privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 0o400);
    given.plant.file(`${given.at}/empty`, '');
    const answers = await given.host.gather(['key', 'empty', 'none'].map((name) => ({ kind: 'public-key', path: `${given.at}/${name}` })));
    assert.deepEqual(answers.map((each) => each.kind === 'public-key' && each.pem), [publicKey.export({ type: 'spki', format: 'pem' }), null, undefined]);
  }, runs);
}

/** Only root gives files away; anybody else keeps what is theirs. */
function mine(mode = 0o644) {
  return { mode, uid: 0, gid: 0 };
}

async function fileOf(host: Host, path: string, maxBytes = 16 * 1024 * 1024): Promise<Answer & { kind: 'file' }> {
  const [answer] = await host.gather([{ kind: 'file', path, maxBytes }]);
  assert.equal(answer?.kind, 'file');
  return answer;
}
