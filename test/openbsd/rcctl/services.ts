// The daemons and services of the base system, and what rc.conf(8) and their rc.d scripts say of each.

export interface Service {
  /** Started at boot unless rc.conf.local says otherwise. */
  readonly isOnByDefault: boolean;
  /** A variable of rc itself and no daemon (rcctl(8)). */
  readonly isSpecial: boolean;
  /** Flags that its rc.d script has. */
  readonly flags: string;
  /** Login class, where login.conf(5) has one of its name. */
  readonly class: string;
  /** Set where its rc.d script has no reload. */
  readonly mayReload: boolean;
}

const ON = 'cron dhcpleased ntpd pflogd resolvd slaacd smtpd sndiod spamlogd sshd syslogd';
const OFF =
  'amd apmd bgpd bgplgd bootparamd dhcp6leased dhcpd dhcrelay dvmrpd eigrpd ftpd ftpproxy ftpproxy6 hostapd hotplugd httpd ' +
  'identd ifstated iked inetd isakmpd iscsid ldapd ldattach ldomd ldpd lockd lpd mopd mountd mrouted nfsd npppd nsd ospf6d ospfd ' +
  'portmap rad radiusd rarpd rbootd relayd ripd route6d sasyncd sensorsd slowcgi snmpd spamd statd tftpd tftpproxy unbound unwind ' +
  'vmd watchdogd wsmoused xenodm ypbind ypldap ypserv';
const SPECIAL: Readonly<Record<string, boolean>> = { accounting: false, check_quotas: true, ipsec: false, library_aslr: true, multicast: false, pf: true, spamd_black: false };
const FLAGS: Readonly<Record<string, string>> = { nsd: '-c /var/nsd/etc/nsd.conf', unbound: '-c /var/unbound/etc/unbound.conf' };
const CLASSES = new Set(['bgpd', 'unbound', 'vmd', 'xenodm']);
const NO_RELOAD = new Set(['ntpd', 'slowcgi', 'smtpd', 'sndiod']);

const daemon = (name: string, isOnByDefault: boolean): [string, Service] => [
  name,
  { isOnByDefault, isSpecial: false, flags: FLAGS[name] ?? '', class: CLASSES.has(name) ? name : 'daemon', mayReload: !NO_RELOAD.has(name) },
];

export const BASE: ReadonlyMap<string, Service> = new Map([
  ...ON.split(' ').map((name) => daemon(name, true)),
  ...OFF.split(' ').map((name) => daemon(name, false)),
  ...Object.entries(SPECIAL).map(([name, isOnByDefault]): [string, Service] => [name, { isOnByDefault, isSpecial: true, flags: '', class: '', mayReload: false }]),
]);

/** A package's: off until rc.conf.local's pkg_scripts names it. */
export const PACKAGED: Service = { isOnByDefault: false, isSpecial: false, flags: '', class: 'daemon', mayReload: true };

/** rc.subr(8): what rc.d can start is a variable's name. */
export function isServiceName(name: string): boolean {
  return /^[A-Za-z_]\w*$/.test(name);
}
