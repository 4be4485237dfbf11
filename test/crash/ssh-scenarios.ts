// What is run over SSH until its client is killed, each from the same host every time.
import { readFileSync, writeFileSync } from 'node:fs';
import { NAME_SERVER, NameServer } from '../lab/name-server.ts';
import { NameServers, PRIMARY, ZONE_FILE } from '../lab/name-servers.ts';
import type { SshLab } from '../lab/ssh-host.ts';

const ZONE = `$ORIGIN example.com.\n$TTL 60\n@\tIN SOA ns1 hostmaster (\n\t\t41 ; serial\n\t\t3600 600 86400 60 )\n\tNS\tns1\nns1\tA\t${PRIMARY}\n`;
const PORT = 1; // Nobody listens: how a mail host answers is not what is tried here.

export interface SshScenario {
  readonly name: string;
  readonly host: 'mail1' | 'mail2';
  readonly argv: readonly string[];
  /** 0 where it is left out. */
  readonly exit?: number;
  /** Whether a run is undone after some of the cuts: before it is finished, after that, or never. */
  readonly undone: 'before' | 'after' | 'never';
  /** Once, when the host is there. */
  readonly setUp?: (lab: SshLab) => void;
  /** On the fresh host, each time; `apply` ends well or throws. */
  readonly prepare?: (lab: SshLab, apply: () => void) => void;
}

function configure(lab: SshLab, mode: string): void {
  lab.configure('[host mail1]\nssh = mail1\n');
  const file = lab.server.file('stsctl.conf');
  writeFileSync(file, readFileSync(file, 'utf8').replace('mode = enforce', `mode = ${mode}`));
}

function startNameServer(lab: SshLab): void {
  const server = new NameServer(lab.namespace);
  server.set('example.com', { mx: ['10 mail.example.com.', '20 mx-backup.example.com.'] });
  for (const name of ['mail', 'mx-backup']) server.set(`${name}.example.com`, { a: ['127.0.0.1'] });
}

function writeZone(lab: SshLab): void {
  lab.write(ZONE_FILE, ZONE);
  lab.namespace.demand('nsd-control', '-c', '/var/nsd/etc/nsd.conf', 'reload', 'example.com');
}

const onBoth = (scenario: Omit<SshScenario, 'host'>): SshScenario[] => [
  { ...scenario, name: `${scenario.name}, ssh2`, host: 'mail1' },
  { ...scenario, name: `${scenario.name}, ssh(1)`, host: 'mail2' },
];

export const SSH_SCENARIOS: readonly SshScenario[] = [
  ...onBoth({ name: 'apply', argv: ['apply', '-q'], undone: 'before' }),
  ...onBoth({ name: 'rollback', argv: ['rollback', '-q'], undone: 'before', prepare: (_, apply) => apply() }),
  ...onBoth({
    name: 'renew',
    argv: ['renew'],
    undone: 'never',
    prepare(lab, apply) {
      apply();
      // A new certificate that httpd has not loaded: there is something to do.
      lab.namespace.demand('acme-client', '-F', 'mta-sts.example.com');
    },
  }),
  {
    name: 'mode, ssh2',
    host: 'mail1',
    argv: ['mode', '--force', 'enforce', 'example.com', '--resolver', NAME_SERVER, '--smtp-port', String(PORT), '--allow-private'],
    exit: 2, // Its record is still to be published.
    // Between stsctl.conf and the host's first step there is nothing to roll back: it says to run it again.
    undone: 'after',
    setUp: startNameServer,
    prepare(lab, apply) {
      configure(lab, 'testing');
      apply();
    },
  },
  {
    name: 'dns --zone, ssh2',
    host: 'mail1',
    argv: ['dns', '--zone', ZONE_FILE, '--server', `${PRIMARY}:53`, '--wait', '0'],
    undone: 'before',
    setUp(lab) {
      const servers = new NameServers(lab.namespace, (path, content) => lab.write(path, content));
      lab.write(ZONE_FILE, ZONE);
      servers.startPrimary();
    },
    prepare(lab, apply) {
      writeZone(lab);
      apply();
    },
  },
];
