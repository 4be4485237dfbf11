// The same job for ansible-core: its playbook, an inventory of the lab's hosts and the fastest settings it has.
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { SshLab } from '../test/lab/ssh-host.ts';

export interface AnsibleJob {
  readonly hosts: readonly string[];
  /** How many times as long as stsctl. */
  readonly goal: number;
}

const PLAYBOOK = fileURLToPath(new URL('ansible/mta-sts.yml', import.meta.url));

/** With pipelining, one connection a run, without gathering facts, a fork for each host. What it would change is what stsctl wrote. */
export function ansibleSides(lab: SshLab, hosts: readonly string[]): string[] {
  const inventory = lab.server.file('inventory');
  const config = lab.server.file('ansible.cfg');
  writeFileSync(inventory, `${hosts.join('\n')}\n`);
  writeFileSync(config, `[defaults]\nforks = ${hosts.length}\ngathering = explicit\ninterpreter_python = /usr/bin/python3\nlocal_tmp = ${lab.server.file('ansible')}\n[ssh_connection]\npipelining = True\nssh_args = -F ${lab.server.configFile} -o ControlMaster=auto -o ControlPersist=60s\n`);
  // Cold, as stsctl is: connections of the round before are not taken up again.
  const cold = 'ANSIBLE_SSH_CONTROL_PATH_DIR=$(mktemp -d -p "$HOME"); export ANSIBLE_SSH_CONTROL_PATH_DIR; exec ansible-playbook "$@"';
  return ['env', `ANSIBLE_CONFIG=${config}`, `HOME=${lab.server.directory}`, 'LC_ALL=C.UTF-8', '/bin/sh', '-c', cold, 'sh', '-i', inventory, PLAYBOOK];
}
