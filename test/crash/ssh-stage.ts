// One host behind a real sshd, put back to where a scenario begins as often as wanted.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startSshLab, type SshLab } from '../lab/ssh-host.ts';
import { REPOSITORY, STSCTL, type Ran } from '../support/stsctl.ts';
import type { SshScenario } from './ssh-scenarios.ts';

const HOOK = join(REPOSITORY, 'test/crash/send-hook.mjs');
const WWW = 'server "www.example.net" {\n\tlisten on * port 80\n\troot "/htdocs"\n}\n';
const FILES = '/etc/httpd.conf /etc/acme-client.conf /etc/rc.conf.local /var/www/mta-sts /var/cron/tabs/root /var/nsd/zones';
const PAIR = '/etc/ssl/mta-sts.example.com.fullchain.pem /etc/ssl/private/mta-sts.example.com.key';
const FINGERPRINTS = 'echo | openssl s_client -connect 127.0.0.1:443 -servername mta-sts.example.com 2>/dev/null | openssl x509 -noout -fingerprint; openssl x509 -noout -fingerprint -in "$0"';
/** A host hears of a client that is gone as soon as its connection ends. */
const LOCKED_MS = 20_000;

export class SshStage {
  readonly #lab: SshLab;
  readonly scenario: SshScenario;

  private constructor(lab: SshLab, scenario: SshScenario) {
    this.#lab = lab;
    this.scenario = scenario;
  }

  static async open(scenario: SshScenario): Promise<SshStage> {
    const lab = await startSshLab();
    scenario.setUp?.(lab);
    return new SshStage(lab, scenario);
  }

  reset(): void {
    const { namespace } = this.#lab;
    namespace.run(['rcctl', 'stop', 'httpd']);
    namespace.demand('/bin/sh', '-c', `rm -rf ${FILES.replace('/var/nsd/zones', '')} ${PAIR} /var/db/stsctl /var/www/acme/stsctl-*`);
    this.#lab.write('/etc/httpd.conf', WWW);
    namespace.demand('rcctl', 'enable', 'httpd');
    namespace.demand('rcctl', 'start', 'httpd');
    this.scenario.prepare?.(this.#lab, () => this.#apply());
  }

  #apply(): void {
    const { exit, stderr } = this.elsewhere('apply', '-q');
    if (exit !== 0) throw new Error(stderr);
  }

  /** The exit status of an undisturbed run. */
  get done(): number {
    return this.scenario.exit ?? 0;
  }

  /** With the hook; temporary files of ssh(1)'s are kept together. */
  run(at: number, how: string, log = ''): Ran {
    const { server, argv, namespace } = this.#lab;
    const env = [`CRASH_AT=${at}`, `CRASH_HOW=${how}`, `CRASH_LOG=${log}`, `TMPDIR=${server.directory}`];
    return namespace.run(['env', ...env, process.execPath, '--import', HOOK, STSCTL, ...argv.slice(2), '-H', this.scenario.host, ...this.scenario.argv]);
  }

  /** How often an undisturbed run sends. */
  sends(): number {
    const log = this.#lab.server.file('sends');
    writeFileSync(log, '');
    const { exit, stdout, stderr } = this.run(-1, 'before', log);
    if (exit !== this.done) throw new Error(`exit ${exit}\n${stdout}${stderr}`);
    return readFileSync(log, 'utf8').length;
  }

  /** From another machine, as far as stsctl can tell. */
  elsewhere(...argv: readonly string[]): Ran {
    return this.#lab.namespace.run(['env', 'HOME=/var/empty', ...this.#lab.argv, '-H', 'mail1', ...argv]);
  }

  async unlocked(...argv: readonly string[]): Promise<Ran> {
    const until = Date.now() + LOCKED_MS;
    let ran = this.elsewhere(...argv);
    while (/holds the lock/.test(ran.stderr) && Date.now() < until) {
      await sleep(500);
      ran = this.elsewhere(...argv);
    }
    return ran;
  }

  get httpdConf(): string {
    return this.#lab.read('/etc/httpd.conf');
  }

  /** With the client's stsctl.conf; a zone that is taken back has a higher serial. */
  state(): string {
    const files = this.#lab.namespace.demand('/bin/sh', '-c', `find ${FILES} ! -name '.*.stsctl-*' 2>/dev/null | sort | while read -r f; do stat -c '%n %a %u:%g' "$f"; [ -d "$f" ] || cat "$f"; done`);
    return `${readFileSync(this.#lab.server.file('stsctl.conf'), 'utf8')}${files.replace(/\d+ ; serial/, 'N ; serial')}`;
  }

  serves(): boolean {
    return this.#lab.namespace.run(['/bin/bash', '-c', "exec 3<>/dev/tcp/127.0.0.1/80 && printf 'GET / HTTP/1.0\\r\\nHost: www.example.net\\r\\n\\r\\n' >&3 && head -c 5 <&3"]).stdout === 'HTTP/';
  }

  /** The certificate that is served is the one on disk. */
  hasLoaded(): boolean {
    const [served, onDisk] = this.#lab.namespace.demand('/bin/sh', '-c', FINGERPRINTS, PAIR.split(' ')[0] ?? '').trim().split('\n');
    return served === onDisk;
  }

  leftovers(): string {
    return this.#lab.namespace.demand('/bin/sh', '-c', "find /etc /var/www /var/nsd /var/db/stsctl \\( -name '*.stsctl-*' -o -name 'stsctl-*' -o -name 'lock*' \\) -path '*stsctl*' 2>/dev/null | grep -v '/etc/alternatives' || true").trim();
  }

  async end(): Promise<void> {
    await this.#lab.end();
  }
}
