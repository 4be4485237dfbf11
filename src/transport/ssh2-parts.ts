// The parts of ssh2 that a client needs. Its index.js loads the server, key making and HTTP agents too: half of what it costs to load.
import type { BaseAgent, Client, utils } from 'ssh2';
// @ts-expect-error -- its types speak of index.js alone
import agent from 'ssh2/lib/agent.js';
// @ts-expect-error
import client from 'ssh2/lib/client.js';
// @ts-expect-error
import keys from 'ssh2/lib/protocol/keyParser.js';

export interface Ssh2 {
  readonly Client: new () => Client;
  readonly BaseAgent: typeof BaseAgent;
  readonly createAgent: (path: string) => BaseAgent;
  readonly parseKey: typeof utils.parseKey;
}

/** To be imported when somebody is to be connected to. */
export const ssh2: Ssh2 = { Client: client, BaseAgent: agent.BaseAgent, createAgent: agent.createAgent, parseKey: keys.parseKey };
