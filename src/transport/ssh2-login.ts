// Which keys are offered, in OpenSSH's order: the agent's, the files, then those whose passphrase must be asked for.
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import type { AuthenticationType, AuthHandlerMiddleware, BaseAgent, ParsedKey, PublicKeyEntry } from 'ssh2';
import { fingerprint } from './known-hosts.ts';
import type { Ssh2 } from './ssh2-parts.ts';
import type { SshSettings } from './ssh-settings.ts';

/** Asks on the terminal; null when there is none, or nothing was typed. */
export type AskPassphrase = (file: string) => Promise<string | null>;

interface Offer {
  /** For messages: "~/.ssh/id_ed25519". */
  readonly what: string;
  readonly method: () => Promise<object | null>;
}

export interface Login {
  readonly handler: AuthHandlerMiddleware;
  /** What the host was offered, in order. */
  readonly offered: readonly string[];
  /** What was not, and why. */
  readonly unusable: readonly string[];
  /** Something that only the system's ssh can use. */
  readonly needsOpenssh: boolean;
}

export async function prepareLogin(settings: SshSettings, ssh2: Ssh2, ask: AskPassphrase | null): Promise<Login> {
  const login = new Offers(settings, ssh2, ask);
  await login.collect();
  return login;
}

class Offers implements Login {
  readonly #settings: SshSettings;
  readonly #ssh2: Ssh2;
  readonly #ask: AskPassphrase | null;
  readonly #first: Offer[] = [];
  readonly #last: Offer[] = [];
  readonly offered: string[] = [];
  readonly unusable: string[] = [];
  needsOpenssh = false;

  constructor(settings: SshSettings, ssh2: Ssh2, ask: AskPassphrase | null) {
    this.#settings = settings;
    this.#ssh2 = ssh2;
    this.#ask = ask;
  }

  async collect(): Promise<void> {
    const { agent, identityFiles } = this.#settings;
    const files = identityFiles.map(readKeyFile);
    const inAgent = agent === null ? new Set<string>() : await this.#offerAgent(agent, files);
    for (const file of files) if (file.isThere) this.#offerFile(file, inAgent);
  }

  /** Its keys as base64. */
  async #offerAgent(socket: string, files: readonly KeyFile[]): Promise<Set<string>> {
    const agent = this.#ssh2.createAgent(socket);
    const keys = await identities(agent);
    if (keys === null) {
      this.unusable.push(`the agent at ${socket} (it does not answer)`);
      return new Set();
    }
    const own = new Set(files.map(({ publicKey }) => publicKey));
    const offered = keys.filter((key) => !this.#settings.identitiesOnly || own.has(base64Of(key)));
    if (offered.length === 0) return new Set();
    const chosen = new (chosenAgent(this.#ssh2))(agent, offered);
    const what = offered.map((key) => `${fingerprint(sshForm(key))} of the agent`).join(', ');
    this.#first.push({ what, method: async () => ({ type: 'agent', username: this.#settings.user, agent: chosen }) });
    return new Set(offered.map(base64Of));
  }

  #offerFile({ file, text, publicKey }: KeyFile, inAgent: ReadonlySet<string>): void {
    const shown = shownFile(file);
    if (publicKey !== '' && inAgent.has(publicKey)) return;
    const parsed = this.#ssh2.parseKey(text);
    if (!(parsed instanceof Error)) this.#first.push({ what: shown, method: async () => this.#method(parsed) });
    else if (/encrypted/i.test(parsed.message)) this.#last.push({ what: shown, method: () => this.#decrypt(file, text) });
    else this.#notUsable(`${shown} (${parsed.message})`);
  }

  #notUsable(what: string): void {
    this.needsOpenssh = true;
    this.unusable.push(what);
  }

  #method(key: ParsedKey | ParsedKey[]): object {
    return { type: 'publickey', username: this.#settings.user, key: Array.isArray(key) ? key[0] : key };
  }

  async #decrypt(file: string, text: Buffer): Promise<object | null> {
    const passphrase = this.#ask === null ? null : await this.#ask(file);
    const parsed = passphrase === null ? null : this.#ssh2.parseKey(text, passphrase);
    if (parsed !== null && !(parsed instanceof Error)) return this.#method(parsed);
    this.unusable.push(`${shownFile(file)} (${parsed === null ? 'encrypted, and there is no terminal to ask for its passphrase' : 'the passphrase does not open it'})`);
    return null;
  }

  readonly handler: AuthHandlerMiddleware = (left, _partial, next) => {
    const answer = next as unknown as (method: object | false) => void;
    if (left !== null && left.length > 0 && !left.includes('publickey' as AuthenticationType)) return void answer(false);
    void this.#next().then((method) => answer(method ?? false), () => answer(false));
  };

  async #next(): Promise<object | null> {
    for (let offer = this.#first.shift() ?? this.#last.shift(); offer !== undefined; offer = this.#first.shift() ?? this.#last.shift()) {
      const method = await offer.method();
      if (method === null) continue;
      this.offered.push(offer.what);
      return method;
    }
    return null;
  }
}

interface KeyFile {
  readonly file: string;
  readonly isThere: boolean;
  readonly text: Buffer;
  /** Base64 from FILE.pub, "" for none. */
  readonly publicKey: string;
}

/** At once: a promise for each costs a fleet more than the few small files are worth. */
function readKeyFile(file: string): KeyFile {
  const [text, publicText] = [contentOf(file), contentOf(`${file}.pub`)];
  return { file, isThere: text !== null, text: text ?? Buffer.alloc(0), publicKey: publicText?.toString('utf8').split(' ')[1]?.trim() ?? '' };
}

function contentOf(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}

type AgentKey = ParsedKey | PublicKeyEntry | Buffer | string;

function identities(agent: BaseAgent): Promise<AgentKey[] | null> {
  return new Promise((resolve) => {
    agent.getIdentities((error, keys) => resolve(error ? null : ((keys ?? []) as AgentKey[])));
  });
}

function sshForm(key: AgentKey): Buffer {
  if (Buffer.isBuffer(key)) return key;
  if (typeof key === 'string') return Buffer.from(key);
  return 'getPublicSSH' in key ? key.getPublicSSH() : sshForm(key.pubKey as AgentKey);
}

function base64Of(key: AgentKey): string {
  return sshForm(key).toString('base64');
}

/** An agent with some of its keys alone. */
function chosenAgent({ BaseAgent: Base }: Ssh2) {
  return class extends Base<never> {
    readonly #agent: BaseAgent;
    readonly #keys: readonly AgentKey[];
    constructor(agent: BaseAgent, keys: readonly AgentKey[]) {
      super();
      this.#agent = agent;
      this.#keys = keys;
    }
    override getIdentities(callback: (error: undefined, keys: never[]) => void): void {
      callback(undefined, [...this.#keys] as never[]);
    }
    override sign(...given: never[]): void {
      (this.#agent.sign as (...all: never[]) => void)(...given);
    }
  };
}

function shownFile(file: string): string {
  return file.startsWith(`${homedir()}/`) ? `~${file.slice(homedir().length)}` : file;
}
