// npm run test:crash:ssh: stsctl is killed before, and in the middle of, each thing it sends to a host; then the host must be whole, and whoever comes
// from another machine must finish or undo. CRASH_ONLY and CRASH_EVERY as in crash.ts.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSshLab, whyNoSshHost, type SshLab } from '../lab/ssh-host.ts';
import { REPOSITORY, STSCTL, type Ran } from '../support/stsctl.ts';

const HOOK = join(REPOSITORY, 'test/crash/send-hook.mjs');
const WWW = 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n';
const FILES = '/etc/httpd.conf /etc/acme-client.conf /etc/rc.conf.local /var/www/mta-sts /var/cron/tabs/root';
/** A host hears of a client that is gone as soon as its connection ends. */
const LOCKED_MS = 20_000;
const every = Number(process.env['CRASH_EVERY'] ?? 1);
const only = process.env['CRASH_ONLY'];

interface Scenario {
  readonly name: string;
  readonly host: string;
  readonly command: 'apply' | 'rollback';
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'apply, ssh2', host: 'mail1', command: 'apply' },
  { name: 'apply, ssh(1)', host: 'mail2', command: 'apply' },
  { name: 'rollback, ssh2', host: 'mail1', command: 'rollback' },
  { name: 'rollback, ssh(1)', host: 'mail2', command: 'rollback' },
];

class Stage {
  readonly #lab: SshLab;
  readonly #scenario: Scenario;

  constructor(lab: SshLab, scenario: Scenario) {
    this.#lab = lab;
    this.#scenario = scenario;
  }

  reset(): void {
    const { namespace } = this.#lab;
    namespace.run(['rcctl', 'stop', 'httpd']);
    namespace.demand('/bin/sh', '-c', `rm -rf ${FILES} /var/db/stsctl /etc/ssl/mta-sts.example.com.fullchain.pem /etc/ssl/private/mta-sts.example.com.key /var/www/acme/stsctl-*`);
    this.#lab.write('/etc/httpd.conf', WWW);
    namespace.demand('rcctl', 'enable', 'httpd');
    namespace.demand('rcctl', 'start', 'httpd');
    if (this.#scenario.command === 'rollback') this.elsewhere('apply', '-q');
  }

  /** With the hook; temporary files of ssh(1)'s are kept together. */
  run(at: number, how: string, log = ''): Ran {
    const { server, argv, namespace } = this.#lab;
    const env = [`CRASH_AT=${at}`, `CRASH_HOW=${how}`, `CRASH_LOG=${log}`, `TMPDIR=${server.directory}`];
    return namespace.run(['env', ...env, process.execPath, '--import', HOOK, STSCTL, ...argv.slice(2), '-H', this.#scenario.host, this.#scenario.command, '-q']);
  }

  /** How often an undisturbed run sends. */
  sends(): number {
    const log = this.#lab.server.file('sends');
    writeFileSync(log, '');
    const { exit, stderr } = this.run(-1, 'before', log);
    if (exit !== 0) throw new Error(stderr);
    return readFileSync(log, 'utf8').length;
  }

  /** From another machine, as far as stsctl can tell. */
  elsewhere(...argv: string[]): Ran {
    return this.#lab.namespace.run(['env', 'HOME=/var/empty', ...this.#lab.argv, '-H', 'mail1', ...argv]);
  }

  async unlocked(...argv: string[]): Promise<Ran> {
    const until = Date.now() + LOCKED_MS;
    let ran = this.elsewhere(...argv);
    while (/holds the lock/.test(ran.stderr) && Date.now() < until) {
      await sleep(500);
      ran = this.elsewhere(...argv);
    }
    return ran;
  }

  get conf(): string {
    return this.#lab.read('/etc/httpd.conf');
  }

  state(): string {
    return this.#lab.namespace.demand('/bin/sh', '-c', `find ${FILES} ! -name '.*.stsctl-*' 2>/dev/null | sort | while read -r f; do stat -c '%n %a %u:%g' "$f"; [ -d "$f" ] || cat "$f"; done`);
  }

  serves(): boolean {
    return this.#lab.namespace.run(['/bin/bash', '-c', "exec 3<>/dev/tcp/127.0.0.1/80 && printf 'GET / HTTP/1.0\\r\\nHost: www.example.net\\r\\n\\r\\n' >&3 && head -c 5 <&3"]).stdout === 'HTTP/';
  }

  leftovers(): string {
    return this.#lab.namespace.demand('/bin/sh', '-c', "find /etc /var/www /var/db/stsctl \\( -name '*.stsctl-*' -o -name 'stsctl-*' -o -name 'lock*' \\) -path '*stsctl*' | grep -v '/etc/alternatives' || true").trim();
  }
}

interface Goal {
  readonly before: string;
  readonly after: string;
  readonly confs: readonly string[];
}

async function faultAfter(at: number, stage: Stage, goal: Goal, command: Scenario['command']): Promise<string | null> {
  if (!goal.confs.includes(stage.conf)) return 'httpd.conf is neither the old nor the new one';
  if (!stage.serves()) return 'the web server does not answer';
  const other = command === 'apply' ? 'rollback' : 'apply';
  if (at % 2 === 1 && stage.state() !== goal.before) {
    const undone = await stage.unlocked(other, '-q');
    if (undone.exit !== 0) return `the undo: exit ${undone.exit}: ${undone.stderr}`;
    if (stage.state() !== goal.before) return 'the undo does not give back what was';
  }
  const isDone = command === 'rollback' && (at % 2 === 1 || stage.state() === goal.after);
  const again = isDone ? { exit: 0, stderr: '' } : await stage.unlocked(command, '-q');
  if (again.exit !== 0) return `the next ${command}: exit ${again.exit}: ${again.stderr}`;
  if (!isDone && stage.state() !== goal.after) return `the next ${command} does not end where an undisturbed one does`;
  const last = await stage.unlocked('apply', '-q');
  if (last.exit !== 0) return `the apply after it: exit ${last.exit}: ${last.stderr}`;
  const left = stage.leftovers();
  return left === '' ? null : `left for ever: ${left.replaceAll('\n', ' ')}`;
}

async function runScenario(scenario: Scenario): Promise<number> {
  const lab = await startSshLab();
  const stage = new Stage(lab, scenario);
  stage.reset();
  const [before, old] = [stage.state(), stage.conf];
  const sends = stage.sends();
  const goal: Goal = { before, after: stage.state(), confs: [old, stage.conf] };
  const cuts = Array.from({ length: sends * 2 }, (_, index) => ({ at: index >> 1, how: index % 2 === 0 ? 'before' : 'during' })).filter((_, index) => index % every === 0);
  const faults: string[] = [];
  let ended = 0;
  for (const { at, how } of cuts) {
    stage.reset();
    // How often it sends depends on how its input comes in: the last ones may never be reached.
    if (stage.run(at, how).exit === 0) ended += 1;
    const fault = await faultAfter(at, stage, goal, scenario.command);
    if (fault !== null) faults.push(`${how} send ${at}: ${fault}`);
  }
  await lab.end();
  console.log(`${scenario.name.padEnd(18)} ${String(sends).padStart(4)} sends ${String(cuts.length - ended).padStart(4)} cuts ${String(cuts.length - ended - faults.length).padStart(4)} recovered`);
  for (const fault of faults) console.log(`  ${fault}`);
  return faults.length;
}

async function main(): Promise<void> {
  const why = whyNoSshHost('bash');
  if (why !== false) throw new Error(why);
  let faults = 0;
  for (const scenario of SCENARIOS) if (only === undefined || scenario.name === only) faults += await runScenario(scenario);
  process.exitCode = faults === 0 ? 0 : 1;
}

void main();
