// Where OpenBSD keeps the programs and files stsctl works with (hier(7)).

export const HTTPD = '/usr/sbin/httpd';
export const ACME_CLIENT = '/usr/sbin/acme-client';
export const RCCTL = '/usr/sbin/rcctl';
export const USERADD = '/usr/sbin/useradd';
export const USERDEL = '/usr/sbin/userdel';
export const GROUPDEL = '/usr/sbin/groupdel';
export const CRONTAB = '/usr/bin/crontab';
export const NSD_CHECKCONF = '/usr/sbin/nsd-checkconf';
export const NSD_CHECKZONE = '/usr/sbin/nsd-checkzone';
export const NSD_CONTROL = '/usr/sbin/nsd-control';
export const UNAME = '/usr/bin/uname';

export const HTTPD_CONF = '/etc/httpd.conf';
export const ACME_CLIENT_CONF = '/etc/acme-client.conf';
/** rc.d(8) script of stsctld. */
export const RC_SCRIPT = '/etc/rc.d/stsctld';
export const PASSWD = '/etc/passwd';
export const GROUP = '/etc/group';
export const NSD_CONF = '/var/nsd/etc/nsd.conf';

/** httpd's chroot; policy files and challenges live below it. */
export const CHROOT = '/var/www';
/** acme-client.conf(5): challengedir unless said. */
export const CHALLENGEDIR = '/var/www/acme';
/** Where stsctl keeps its journal and lock. */
export const STATE = '/var/db/stsctl';
/** What senders could see, and when: NDJSON, only appended to. */
export const LEDGER = `${STATE}/ledger`;
/** Held by a run that changes the host; one that was killed leaves it. */
/** The store of TLS reports, which may belong to a delivery agent's user. */
export const REPORTS = `${STATE}/reports`;
export const LOCK = `${STATE}/lock`;
