// Other ACME clients than acme-client(1), on the same host: they put tokens where httpd looks for acme-client's.
import { appendFileSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import type { CertificateHost } from './certificate-host.ts';

/** Paths inside the host. */
export interface Issued {
  /** Leaf first. */
  readonly certificateFile: string;
  readonly keyFile: string;
}

const CHALLENGES = '/var/www/acme';

/** A server that answers challenges for every name and nothing else, where no server of stsctl's does. */
export function serveChallenges(host: CertificateHost): void {
  host.write('/etc/httpd.conf', 'server "default" {\n\tlisten on * port 80\n\tlocation "/.well-known/acme-challenge/*" {\n\t\troot "/acme"\n\t\trequest strip 2\n\t}\n\tlocation "*" {\n\t\tblock return 404\n\t}\n}\n');
  host.namespace.demand('rcctl', 'enable', 'httpd');
  host.namespace.demand('rcctl', 'start', 'httpd');
}

/** A new certificate each time, even when none is due. `name` must be served on port 80. */
export function issueWithUacme(host: CertificateHost, name: string): Issued {
  const { namespace, authority } = host;
  trustSystemWide(host);
  const hook = ['env', `UACME_CHALLENGE_PATH=${CHALLENGES}`, 'uacme', '-y', '-c', '/etc/uacme', '-a', authority.directoryUrl];
  // Fails where there is an account already, and the authority may have forgotten that one: a new key each time.
  namespace.demand('rm', '-f', '/etc/uacme/private/key.pem');
  namespace.demand(...hook, 'new');
  namespace.demand(...hook, '-f', '-t', 'EC', '-h', '/usr/share/uacme/uacme.sh', 'issue', name);
  return { certificateFile: `/etc/uacme/${name}/cert.pem`, keyFile: `/etc/uacme/private/${name}/key.pem` };
}

/** A new certificate each time. `name` must be served on port 80. */
export function issueWithLego(host: CertificateHost, name: string): Issued {
  const { namespace, authority } = host;
  const webRoot = '/var/lego-webroot';
  // lego insists on this path below its web root; httpd.conf strips it.
  mkdirSync(namespace.path(`${webRoot}/.well-known`), { recursive: true });
  const link = namespace.path(`${webRoot}/.well-known/acme-challenge`);
  if (!existsSync(link)) symlinkSync('../../www/acme', link);
  namespace.demand('rm', '-rf', '/etc/lego/accounts');
  const options = ['--server', authority.directoryUrl, '--accept-tos', '--email', 'root@example.com', '--path', '/etc/lego', '--http', '--http.webroot', webRoot];
  namespace.demand('env', `LEGO_CA_CERTIFICATES=${authority.apiCaFile}`, 'lego', ...options, '--domains', name, 'run');
  return { certificateFile: `/etc/lego/certificates/${name}.crt`, keyFile: `/etc/lego/certificates/${name}.key` };
}

/** uacme knows no other roots than the system's; the file is changed inside alone. */
function trustSystemWide({ namespace, authority }: CertificateHost): void {
  const bundle = namespace.path('/etc/ssl/certs/ca-certificates.crt');
  const root = readFileSync(namespace.path(authority.apiCaFile), 'utf8');
  mkdirSync(namespace.path('/etc/ssl/certs'), { recursive: true });
  if (!existsSync(bundle) || !readFileSync(bundle, 'utf8').includes(root)) appendFileSync(bundle, `\n${root}`);
}
