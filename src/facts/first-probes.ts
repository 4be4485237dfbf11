// The questions a plan always has, all in one gathering.
import { ACME_CLIENT, ACME_CLIENT_CONF, CHROOT, CRONTAB, HTTPD, HTTPD_CONF, LOCK, RCCTL, REPORTS, STATE, UNAME } from '../model/base-system.ts';
import type { Desired } from '../model/desired.ts';
import type { Probe } from '../model/host.ts';
import { MAX_CONFIG_BYTES } from '../formats/httpd-conf/facts-world.ts';

export const PROGRAMS = [HTTPD, ACME_CLIENT, RCCTL, CRONTAB] as const;

/** A policy over 64 KB is of no use (RFC 8461 3.3); ours are far below. */
const MAX_POLICY_BYTES = 1024 * 1024;

/** A chain is some kilobytes. */
const MAX_CERTIFICATE_BYTES = 1024 * 1024;

export function firstProbes(desired: Desired): Probe[] {
  const directories = new Set(['/etc', '/var', '/etc/acme', '/etc/ssl', '/etc/ssl/private', `${CHROOT}/acme`, CHROOT, '/var/db', STATE, REPORTS, LOCK]);
  for (const { path } of desired.policyFiles) for (const parent of parentsOf(path)) directories.add(parent);
  return [
    { kind: 'file', path: HTTPD_CONF, maxBytes: MAX_CONFIG_BYTES },
    { kind: 'file', path: ACME_CLIENT_CONF, maxBytes: MAX_CONFIG_BYTES },
    ...[...directories].map(lookDirectory),
    ...PROGRAMS.map(look),
    ...desired.policyFiles.map(({ path }): Probe => ({ kind: 'file', path, maxBytes: MAX_POLICY_BYTES })),
    ...certificateProbes(desired),
    { kind: 'addresses' },
  ];
}

/** Each file once: several policy hosts may share them. */
function certificateProbes({ domains }: Desired): Probe[] {
  const certificates = new Set(domains.map(({ wantedCertificate }) => wantedCertificate.certificate));
  const keys = new Set(domains.map(({ wantedCertificate }) => wantedCertificate.key));
  return [...[...certificates].map(certificateProbe), ...[...keys].flatMap(keyProbes)];
}

export function certificateProbe(path: string): Probe {
  return { kind: 'file', path, maxBytes: MAX_CERTIFICATE_BYTES, follow: true };
}

export function keyProbes(path: string): Probe[] {
  return [look(path), { kind: 'public-key', path }];
}

/** Below /var/www/mta-sts a link could lead out of the chroot, where httpd sees nothing: it is not followed. */
function lookDirectory(path: string): Probe {
  return path.startsWith(`${CHROOT}/mta-sts`) ? { kind: 'stat', path } : look(path);
}

function look(path: string): Probe {
  return { kind: 'stat', path, follow: true };
}

/** Directories from below the chroot down to the file's own. */
function parentsOf(path: string): string[] {
  const parts = path.slice(CHROOT.length + 1).split('/').slice(0, -1);
  return parts.map((_, depth) => [CHROOT, ...parts.slice(0, depth + 1)].join('/'));
}

/** Questions for programs, asked of those that are there. A tree (`root` is not "") is no running system. */
export function programProbes(root: string): ReadonlyMap<ProgramQuestion, Probe> {
  const everywhere: [ProgramQuestion, Probe][] = [
    ['crontab', { kind: 'run', argv: [CRONTAB, '-u', 'root', '-l'] }],
    ['flags', { kind: 'run', argv: [RCCTL, 'get', 'httpd', 'flags'] }],
    ['check', { kind: 'run', argv: [RCCTL, 'check', 'httpd'] }],
  ];
  return new Map(root === '' ? [...everywhere, ['system', { kind: 'run', argv: [UNAME, '-s'] }]] : everywhere);
}

export type ProgramQuestion = 'crontab' | 'flags' | 'check' | 'system';
