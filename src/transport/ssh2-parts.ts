// The parts of ssh2 that a client needs. Its index.js loads the server, key making and HTTP agents too: half of what it costs to load.
import type { BaseAgent, Client, utils } from 'ssh2';

export interface Ssh2 {
  readonly Client: new () => Client;
  readonly BaseAgent: typeof BaseAgent;
  readonly createAgent: (path: string) => BaseAgent;
  readonly parseKey: typeof utils.parseKey;
}

export async function loadSsh2(): Promise<Ssh2> {
  const [client, agent, keys] = await Promise.all([
    // @ts-expect-error -- its types speak of index.js alone
    import('ssh2/lib/client.js') as Promise<{ default: Ssh2['Client'] }>,
    // @ts-expect-error
    import('ssh2/lib/agent.js') as Promise<{ default: Pick<Ssh2, 'BaseAgent' | 'createAgent'> }>,
    // @ts-expect-error
    import('ssh2/lib/protocol/keyParser.js') as Promise<{ default: Pick<Ssh2, 'parseKey'> }>,
  ]);
  return { Client: client.default, BaseAgent: agent.default.BaseAgent, createAgent: agent.default.createAgent, parseKey: keys.default.parseKey };
}
