// Hosts over a real sshd, by ssh2 and by the system's ssh, held against the promises.
import { after } from 'node:test';
import { OpensshExec } from '../../src/transport/openssh-exec.ts';
import { Ssh2Exec } from '../../src/transport/ssh2-exec.ts';
import { SshHost } from '../../src/transport/ssh-host.ts';
import { startSshServer, whyNoSshServer, type SshServer } from '../lab/ssh-server.ts';
import { realSubject } from '../support/real-subject.ts';
import { conforms } from './conformance.ts';

const skip = whyNoSshServer();
let server: Promise<SshServer> | null = null;
const started = () => (server ??= startSshServer());
after(async () => (await server)?.stop());

const named = { name: 'mx1', ssh: 'mx1' };

async function over(transport: 'ssh2' | 'openssh') {
  const target = { ssh: 'mx1', configFile: (await started()).configFile };
  const exec = transport === 'ssh2' ? new Ssh2Exec(target, named, { acceptNew: false, ask: null }) : new OpensshExec(target, named, { acceptNew: false, mayAsk: false });
  return realSubject(new SshHost(exec, { ...named, become: null }));
}

conforms('a host over ssh2', () => over('ssh2'), { skip });
conforms('a host over OpenSSH', () => over('openssh'), { skip });
