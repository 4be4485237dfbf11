// A [host NAME] as a Host, by the transport it says; it is connected while what there is to ask is made ready.
import type { HostConfig } from '../model/config.ts';
import { SshHost } from '../transport/ssh-host.ts';
import type { Exec } from '../transport/exec.ts';
import type { Ask } from './ask-passphrase.ts';
import type { Options } from './command-context.ts';

export async function openRemote(host: HostConfig, options: Options, ask: Ask | null): Promise<SshHost> {
  const exec = await execFor(host, options, ask);
  exec.connect();
  return new SshHost(exec, host);
}

async function execFor(host: HostConfig, { acceptNew, sshConfig }: Options, ask: Ask | null): Promise<Exec> {
  const target = { ssh: host.ssh, configFile: sshConfig };
  if (host.transport === 'openssh') {
    const { OpensshExec } = await import('../transport/openssh-exec.ts');
    return new OpensshExec(target, host, { acceptNew, mayAsk: ask !== null });
  }
  const { Ssh2Exec } = await import('../transport/ssh2-exec.ts');
  return new Ssh2Exec(target, host, { acceptNew, ask });
}
