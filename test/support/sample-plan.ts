// A plan with a step of every kind, for a host with a running httpd or a fresh one.
import type { Plan, Step } from '../../src/model/plan.ts';

const FILE = { mode: 0o644, uid: 0, gid: 0 } as const;
export const OLD_CONF = 'server "www.example.com" {\n\tlisten on * port 80\n}\n';
export const NEW_CONF = `${OLD_CONF}\nserver "mta-sts.example.com" {\n\tlisten on * port 80\n}\n`;

const judge = { program: 'httpd', expected: [], expectedBefore: [], handle: null } as const;

export function samplePlan(isRunning: boolean): Plan {
  const daemon: Step[] = isRunning
    ? [{ kind: 'daemon', daemon: 'httpd', action: 'reload', reason: 'r' }]
    : [
        { kind: 'daemon', daemon: 'httpd', action: 'enable', reason: 'r' },
        { kind: 'daemon', daemon: 'httpd', action: 'start', reason: 'r' },
      ];
  const steps: Step[] = [
    { kind: 'make-directory', path: '/var/www/mta-sts', attributes: { mode: 0o755, uid: 0, gid: 1 }, reason: 'r' },
    { kind: 'write-file', path: '/var/www/mta-sts/mta-sts.txt', before: null, after: { content: 'version: STSv1\r\n', ...FILE }, judge: null, reason: 'r' },
    { kind: 'write-file', path: '/etc/httpd.conf', before: { content: OLD_CONF, ...FILE }, after: { content: NEW_CONF, ...FILE }, judge, reason: 'r' },
    ...daemon,
    { kind: 'write-file', path: '/etc/acme-client.conf', before: null, after: { content: 'domain x {\n}\n', ...FILE }, judge: { program: 'acme-client', expected: [], expectedBefore: null, handle: 'mta-sts.example.com' }, reason: 'r' },
    { kind: 'test-challenge', policyHost: 'mta-sts.example.com', handle: 'mta-sts.example.com', directory: '/var/www/acme', connect: ['127.0.0.1'], addresses: ['203.0.113.1'], reason: 'r' },
    { kind: 'issue-certificate', handle: 'mta-sts.example.com', reason: 'r' },
    { kind: 'daemon', daemon: 'httpd', action: 'reload', reason: 'r' },
    { kind: 'fetch-policy', domain: 'example.com', policyHost: 'mta-sts.example.com', handle: 'mta-sts.example.com', certificate: '/etc/ssl/mta-sts.example.com.fullchain.pem', connect: ['127.0.0.1'], body: 'version: STSv1\r\n', reason: 'r' },
    { kind: 'install-crontab', user: 'root', before: null, after: '~ ~ * * * -ns true\n', reason: 'r' },
  ];
  return { version: 1, host: 'mx1', root: '', steps, left: [], notes: [], caFile: null, certificates: [] };
}
