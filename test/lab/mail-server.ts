// A real Postfix inside a namespace, which takes mail on port 25 with a certificate that can be changed.
import { mkdirSync, writeFileSync } from 'node:fs';
import type { Namespace } from './namespace.ts';
import { IPV4 } from './zone.ts';

const CONFIG = '/etc/postfix';
const TLS = `${CONFIG}/tls.pem`;

const MAIN = `compatibility_level = 3.6
myhostname = mail.example.com
mydestination = example.com
inet_interfaces = ${IPV4}
inet_protocols = ipv4
maillog_file = /var/log/maillog-lab
smtpd_tls_chain_files = ${TLS}
smtpd_tls_security_level = may
local_recipient_maps =
`;

/** Without chroots: they would need files of their own. */
const MASTER = `smtp inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
local unix - n n - - local
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
`;

export class MailServer {
  readonly #namespace: Namespace;
  #isRunning = false;

  constructor(namespace: Namespace) {
    this.#namespace = namespace;
    mkdirSync(namespace.path(CONFIG), { recursive: true });
    writeFileSync(namespace.path(`${CONFIG}/master.cf`), MASTER);
  }

  /** Key and chain in PEM; null for no TLS at all. Returns once it runs with them. */
  serve(pem: string | null): void {
    writeFileSync(this.#namespace.path(TLS), pem ?? '', { mode: 0o600 });
    writeFileSync(this.#namespace.path(`${CONFIG}/main.cf`), pem === null ? MAIN.replaceAll(/^smtpd_tls_.*\n/gm, '') : MAIN);
    this.#namespace.demand('postfix', this.#isRunning ? 'reload' : 'start');
    this.#isRunning = true;
  }
}
