// OpenSMTPD in a namespace, with a user who owns the store of reports: mails come over SMTP and leave through smtpd's mda.
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { REPOSITORY, type Ran } from '../support/stsctl.ts';
import { startNamespace, whyNoNamespace, type Namespace } from './namespace.ts';

/** Where scripts/setup.mjs unpacks Debian's package; or the system itself. */
const FOLDERS = [`${REPOSITORY}node_modules/.cache/opensmtpd`, ''];
const FOLDER = FOLDERS.find((folder) => existsSync(`${folder}/usr/sbin/smtpd`));

export function whyNoSmtpd(): string | null {
  return whyNoNamespace() ?? (FOLDER === undefined ? 'needs OpenSMTPD: run npm test as root on Debian once, which unpacks it' : null);
}

/** The user of the manual's example. */
export const DELIVERER = { name: '_stsctl', uid: 901 } as const;
/** smtpd's own by their names on OpenBSD and Debian. */
const USERS = [['smtpd', 902], ['smtpq', 903], ['opensmtpd', 904], ['opensmtpq', 905], [DELIVERER.name, DELIVERER.uid]] as const;
const LOG = '/var/log/smtpd.log';

export interface MailHost {
  readonly namespace: Namespace;
  /** Mails the server has given to the address of the reports. */
  send(mail: Buffer | string, to?: string): void;
  /** Lines of its log. */
  log(): readonly string[];
  /** The next delivery that ended so: "Ok", "TempFail", "PermFail". Returns its line. */
  delivered(result: 'Ok' | 'TempFail' | 'PermFail', count?: number): Promise<string>;
  stsctl(...argv: string[]): Ran;
  end(): Promise<void>;
}

/** `smtpdConf` and `config` are the texts of smtpd.conf and stsctl.conf. */
export async function startMailHost(smtpdConf: string, config: string): Promise<MailHost> {
  const tree = mkdtempSync(join(tmpdir(), 'stsctl-mail-'));
  for (const directory of ['etc', 'usr/sbin', 'usr/bin', 'var/log', 'var/spool/smtpd', 'var/lib/opensmtpd/empty', 'var/stsctl']) mkdirSync(join(tree, directory), { recursive: true });
  addUsers(tree);
  writeFileSync(join(tree, 'etc/smtpd.conf'), smtpdConf);
  writeFileSync(join(tree, 'etc/stsctl.conf'), config);
  writeFileSync(join(tree, 'etc/mailname'), 'mail.example.com\n');
  writeFileSync(join(tree, 'etc/resolv.conf'), 'nameserver 127.0.0.1\n');
  chmodSync(join(tree, 'var/spool/smtpd'), 0o711);
  for (const program of ['usr/sbin/smtpd', 'usr/sbin/smtpctl', 'usr/bin/smtp']) cpSync(`${FOLDER}/${program}`, join(tree, program));
  // The checkout may lie where another user can't look.
  for (const part of ['bin', 'dist', 'package.json', 'templates']) cpSync(`${REPOSITORY}${part}`, join(tree, 'var/stsctl', part), { recursive: true });
  writeFileSync(join(tree, 'usr/bin/stsctl'), `#!/bin/sh\nexec ${process.execPath} /var/stsctl/bin/stsctl "$@"\n`, { mode: 0o755 });
  const namespace = await startNamespace(tree, ['203.0.113.1']);
  namespace.demand('/bin/sh', '-c', `mount -t tmpfs tmpfs /run && mkdir -p /usr/libexec && mount -t tmpfs tmpfs /usr/libexec && cp -R ${FOLDER}/usr/libexec/opensmtpd /usr/libexec/ && chmod 755 /run /usr/libexec && chgrp opensmtpq /usr/sbin/smtpctl && chmod 2755 /usr/sbin/smtpctl`);
  const host = mailHost(namespace, tree);
  namespace.startDaemon(['/usr/sbin/smtpd', '-d', '-v'], LOG);
  await eventually('smtpd listens', () => host.log().some((line) => line.includes('offline scanning done')), () => host.log().join('\n'));
  return host;
}

function addUsers(tree: string): void {
  const lines = { passwd: readFileSync('/etc/passwd', 'utf8'), group: readFileSync('/etc/group', 'utf8') };
  for (const [name, id] of USERS) {
    lines.passwd += `${name}:x:${id}:${id}::/var/lib/opensmtpd/empty:/bin/false\n`;
    lines.group += `${name}:x:${id}:\n`;
  }
  for (const [file, text] of Object.entries(lines)) writeFileSync(join(tree, 'etc', file), text);
}

function mailHost(namespace: Namespace, tree: string): MailHost {
  const log = () => (existsSync(namespace.path(LOG)) ? readFileSync(namespace.path(LOG), 'utf8').split('\n') : []);
  return {
    namespace,
    log,
    send: (mail, to = 'reports@example.com') => {
      const { exit, stderr } = namespace.run(['smtp', '-s', 'smtp://127.0.0.1', '-F', 'noreply@reporter.example', to], { input: mail.toString('latin1') });
      if (exit !== 0 || log().some((line) => line.includes('failed-command command="RCPT TO:<reports@'))) throw new Error(`smtp: exit ${exit}: ${stderr}\n${log().join('\n')}`);
    },
    delivered: async (result, count = 1) => {
      const lines = () => log().filter((line) => line.includes(' mda delivery ') && new RegExp(`result="?${result}`).test(line));
      await eventually(`${count} deliveries end in ${result}`, () => lines().length >= count, () => log().join('\n'));
      return lines()[count - 1] ?? '';
    },
    stsctl: (...argv) => namespace.run(['/usr/bin/stsctl', ...argv]),
    end: async () => {
      await namespace.end();
      rmSync(tree, { recursive: true, force: true });
    },
  };
}

const PATIENCE_MS = 30_000;

async function eventually(what: string, holds: () => boolean, tell: () => string): Promise<void> {
  for (const until = Date.now() + PATIENCE_MS; !holds(); await sleep(100)) if (Date.now() > until) throw new Error(`waited in vain: ${what}\n${tell()}`);
}
