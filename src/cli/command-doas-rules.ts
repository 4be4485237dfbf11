// stsctl doas-rules: the line of doas.conf(5) that `become = doas` needs on each host. Connects to none.
import { doasRule } from '../transport/doas-rule.ts';
import { readSshSettings } from '../transport/ssh-settings.ts';
import type { CommandContext } from './command-context.ts';
import { chosenHosts } from './chosen-hosts.ts';

export async function commandDoasRules(context: CommandContext): Promise<number> {
  const options = context.options.hosts.length === 0 ? { ...context.options, hosts: ['all'] } : context.options;
  const hosts = await chosenHosts({ ...context, options });
  for (const { name, ssh, become } of hosts) {
    if (become === 'doas') context.terminal.out(`# /etc/doas.conf on ${name}\n${doasRule(await withUser(ssh, name, options.sshConfig))}`);
    else if (context.options.hosts.length > 0) context.terminal.out(`# ${name} needs none: it says no become = doas`);
  }
  return 0;
}

/** Who logs in where [host] does not say it. */
async function withUser(ssh: string, name: string, configFile: string | null): Promise<string> {
  return ssh.includes('@') ? ssh : `${(await readSshSettings({ ssh, configFile }, name)).user}@${ssh}`;
}
