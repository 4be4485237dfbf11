// Name server, policy host and mail host of many domains; tells its ports to the parent.
import { createServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { Certificates } from '../test/check/_peers.ts';
import { startDnsServer, type Zone } from '../test/support/dns-server.ts';
import { startSmtpServer } from '../test/support/smtp-server.ts';

const count = Number(process.argv[2]);
const names = Array.from({ length: count }, (_, index) => `d${index}.example`);
const zone: Zone = Object.fromEntries(
  names.flatMap((name) => [
    [name, { MX: [[10, `mail.${name}`]], NS: [`ns1.${name}`, `ns2.${name}`], SOA: 1 }],
    [`ns1.${name}`, { A: ['127.0.0.1'] }],
    [`ns2.${name}`, { A: ['127.0.0.1'] }],
    [`_mta-sts.${name}`, { TXT: ['v=STSv1; id=1;'] }],
    [`_smtp._tls.${name}`, { TXT: ['v=TLSRPTv1; rua=mailto:reports@example.com'] }],
    [`mta-sts.${name}`, { A: ['127.0.0.1'] }],
    [`mail.${name}`, { A: ['127.0.0.1'] }],
  ]),
);
const certificates = new Certificates();
/** Names in a certificate: as one authority or another puts together for a host of many domains. */
const GROUP = 10;
const groups = Array.from({ length: Math.ceil(count / GROUP) }, (_, index) => names.slice(index * GROUP, (index + 1) * GROUP));
// The first makes the authority.
await certificates.pair(['first.example']);
const pairs = await Promise.all(groups.map((group) => certificates.pair(group.flatMap((name) => [`mta-sts.${name}`, `mail.${name}`]))));
const contexts = pairs.map((pair) => createSecureContext(pair));
const indexOf = (host: string) => Math.floor(Number(/\bd(\d+)\.example$/.exec(host)?.[1] ?? 0) / GROUP);
const policy = (host: string) => `version: STSv1\r\nmode: enforce\r\nmx: mail.${host.replace(/^mta-sts\./, '')}\r\nmax_age: 604800\r\n`;
const dns = await startDnsServer(zone);
const mail = await startSmtpServer({ contextFor: (name) => contexts[indexOf(name)] });
const web = createServer({ ...pairs[0], SNICallback: (name, done) => done(null, contexts[indexOf(name)]) }, (request, response) => response.writeHead(200, { 'Content-Type': 'text/plain' }).end(policy(request.headers.host ?? '')));
await new Promise<void>((resolve) => web.listen(0, '127.0.0.1', resolve));
process.send?.({ dns: dns.endpoint.port, mail: mail.endpoint.port, web: (web.address() as { port: number }).port, ca: certificates.ca });
certificates.remove();
process.once('disconnect', () => process.exit());
