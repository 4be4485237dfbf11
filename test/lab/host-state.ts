// What a failed run must leave as it was. Keys and certificates are not among it: those stay, as the manual says.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import type { CertificateHost } from './certificate-host.ts';

const FILES = ['/etc/httpd.conf', '/etc/acme-client.conf', '/etc/rc.conf.local', '/var/cron/tabs/root'] as const;
const DIRECTORIES = ['/var/www/acme', '/var/www/mta-sts', '/var/www/htdocs'] as const;

/** Content and mode by path; whether httpd runs; what was staged and never renamed. */
export function hostState(host: CertificateHost): Record<string, string> {
  const files = [...FILES, ...DIRECTORIES.flatMap((directory) => filesBelow(host, directory))];
  return {
    ...Object.fromEntries(files.map((path) => [path, describeFile(host.namespace.path(path))])),
    httpd: host.run('rcctl', 'check', 'httpd').stdout,
    staged: readdirSync(host.namespace.path('/etc')).filter((name) => name.includes('.stsctl-')).join(' '),
  };
}

function filesBelow(host: CertificateHost, directory: string): string[] {
  const inside = host.namespace.path(directory);
  if (!existsSync(inside)) return [];
  return readdirSync(inside, { recursive: true, encoding: 'utf8' }).map((name) => `${directory}/${name}`);
}

function describeFile(path: string): string {
  if (!existsSync(path)) return 'none';
  const found = statSync(path);
  const mode = (found.mode & 0o7777).toString(8);
  return found.isDirectory() ? `directory ${mode}` : `${mode} ${readFileSync(path, 'latin1')}`;
}
