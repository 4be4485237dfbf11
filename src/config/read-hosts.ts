// The [host NAME] sections: hosts to be reached over SSH.
import type { HostConfig } from '../model/config.ts';
import { checkHostName } from './check-texts.ts';
import type { Problems } from './problems.ts';
import { readSection } from './read-section.ts';
import { HOST_KEYS } from './sections.ts';
import type { NamedSection } from './sort-sections.ts';

export function readHosts(sections: readonly NamedSection[], problems: Problems): HostConfig[] {
  return sections.map(({ name, nameSpot, section }) => {
    const checked = checkHostName(name);
    if (!checked.ok) problems.add('config-value', nameSpot, `host ${checked.problem}`);
    const { said } = readSection('host', section, HOST_KEYS, problems);
    return { name, ssh: said.ssh ?? name, become: said.become ?? null, transport: said.transport ?? 'ssh2' };
  });
}
