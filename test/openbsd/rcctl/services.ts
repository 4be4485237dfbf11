// The services of the base system as far as stsctl's hosts have them, and what rc.conf says of each.

export interface Service {
  /** Started at boot unless rc.conf.local says otherwise. */
  readonly isOnByDefault: boolean;
  /** One of the few that are a script of rc itself and no daemon (rcctl(8)). */
  readonly isSpecial: boolean;
}

const ON = ['cron', 'dhcpleased', 'ntpd', 'pflogd', 'resolvd', 'slaacd', 'smtpd', 'sndiod', 'sshd', 'syslogd'];
const SPECIAL = ['check_quotas', 'library_aslr', 'pf'];
const OFF = ['bgpd', 'httpd', 'inetd', 'nsd', 'relayd', 'slowcgi', 'spamd', 'tftpd', 'unbound'];

export const SERVICES: ReadonlyMap<string, Service> = new Map([
  ...ON.map((name): [string, Service] => [name, { isOnByDefault: true, isSpecial: false }]),
  ...SPECIAL.map((name): [string, Service] => [name, { isOnByDefault: true, isSpecial: true }]),
  ...OFF.map((name): [string, Service] => [name, { isOnByDefault: false, isSpecial: false }]),
]);

/** What `rcctl getdef` prints, in its order. */
export const DEFAULTS: Readonly<Record<string, string>> = { class: 'daemon', execdir: '', flags: '', logger: '', rtable: '0', timeout: '30', user: 'root' };
export const VARIABLES: readonly string[] = [...Object.keys(DEFAULTS), 'status'];
