// Hand-made servers of a policy host: refused with their place, kept where they work, or replaced (--adopt).
import { HTTPD_CONF } from '../model/base-system.ts';
import type { Desired, DesiredDomain } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Server } from '../model/httpd-conf.ts';
import type { Blocks } from './find-blocks.ts';
import { NOTHING_KEPT, keptHost, type KeptHost, type KeptRole, type World } from './kept-servers.ts';
import { ROLES, type Role } from './marker.ts';
import { unchangedOn } from './part.ts';
import { PORT } from './render-servers.ts';
import { hostOf, serversByHost } from './servers-by-host.ts';

export interface Adoption {
  readonly diagnostics: readonly Diagnostic[];
  readonly notes: readonly string[];
  /** Servers that ours take the place of. */
  readonly replaced: ReadonlySet<Server>;
  /** Kept servers that lack a marker, and the hosts they are kept for. */
  readonly unmarked: ReadonlyMap<Server, readonly string[]>;
  kept(policyHost: string): KeptHost;
  /** Foreign servers of that name which ours take the place of. */
  replacedFor(policyHost: string): readonly Server[];
}

export function adoptServers(desired: Desired, blocks: Blocks, world: World, adopt: boolean): Adoption {
  const run = new AdoptionRun(desired, blocks, world, adopt);
  for (const domain of desired.domains) run.add(domain);
  return run;
}

class AdoptionRun implements Adoption {
  readonly diagnostics: Diagnostic[] = [];
  readonly notes: string[] = [];
  readonly replaced = new Set<Server>();
  readonly unmarked = new Map<Server, string[]>();
  readonly #kept = new Map<string, KeptHost>();
  readonly #byHost: ReadonlyMap<string, readonly Server[]>;
  readonly #hosts: ReadonlySet<string>;
  readonly #blocks: Blocks;
  readonly #world: World;
  readonly #adopt: boolean;

  constructor(desired: Desired, blocks: Blocks, world: World, adopt: boolean) {
    this.#hosts = new Set(desired.domains.map((each) => each.policyHost));
    this.#byHost = serversByHost(blocks.foreign, this.#hosts);
    this.#blocks = blocks;
    this.#world = world;
    this.#adopt = adopt;
  }

  kept(policyHost: string): KeptHost {
    return this.#kept.get(policyHost) ?? NOTHING_KEPT;
  }

  replacedFor(policyHost: string): readonly Server[] {
    return (this.#byHost.get(policyHost) ?? []).filter((server) => this.replaced.has(server));
  }

  add(domain: DesiredDomain): void {
    const { policyHost } = domain;
    const named = this.#byHost.get(policyHost) ?? [];
    const isMarked = [...this.#blocks.adopted.values()].some((hosts) => hosts.has(policyHost));
    if (!this.#adopt && !isMarked) return void this.diagnostics.push(...named.map((server) => this.#refusal(server, policyHost, null)));
    const found = keptHost(domain, this.#world);
    const broken = named.filter((server) => !isWhole(server, found));
    for (const server of broken) this.#replace(server, policyHost, found);
    this.#keep(policyHost, withoutServers(found, new Set(broken)));
  }

  #replace(server: Server, policyHost: string, found: KeptHost): void {
    const why = faultOf(server, found);
    const isAlone = server.names.every((name) => this.#hosts.has(hostOf(name)));
    if (!this.#adopt || !isAlone || server.file !== HTTPD_CONF) return void this.diagnostics.push(this.#refusal(server, policyHost, why));
    this.replaced.add(server);
    this.notes.push(`server "${server.name}" (${server.file}:${server.line}) is replaced${why === null ? '' : `: ${why}`}`);
  }

  #keep(policyHost: string, kept: KeptHost): void {
    this.#kept.set(policyHost, kept);
    const servers = new Set(ROLES.flatMap((role) => (kept[role]?.works === true ? [kept[role].server] : [])));
    for (const server of servers) {
      if (this.#blocks.adopted.get(server)?.has(policyHost) === true) continue;
      if (server.file !== HTTPD_CONF) {
        this.diagnostics.push(this.#refusal(server, policyHost, null));
        continue;
      }
      this.unmarked.set(server, [...(this.unmarked.get(server) ?? []), policyHost]);
      const roles = ROLES.filter((role) => kept[role]?.server === server).join(' and ');
      this.notes.push(`server "${server.name}" (${server.file}:${server.line}) is kept: it serves the ${roles} of ${policyHost}`);
    }
  }

  #refusal(server: Server, policyHost: string, why: string | null): Diagnostic {
    const name = server.names.find((each) => hostOf(each) === policyHost);
    const others = server.names.filter((each) => !this.#hosts.has(hostOf(each)));
    const base = { code: 'httpd-conf-foreign-server', place: { file: server.file, line: name?.line ?? server.line }, unchanged: unchangedOn(this.#world.facts) } as const;
    const fault = why === null ? '' : `: ${why}`;
    if (server.file !== HTTPD_CONF) {
      return { ...base, message: `server "${server.name}" answers for ${policyHost} and stands in an included file, which stsctl does not write${fault}`, next: `move that server to ${HTTPD_CONF} or remove it, then: stsctl plan --adopt` };
    }
    if (others.length === 0) return { ...base, message: `server "${server.name}" was not written by stsctl${fault}`, next: 'rename or remove that block, or have it kept or replaced: stsctl plan --adopt' };
    const next = this.#adopt ? `mend that, or remove the name "${name?.name ?? policyHost}" from that server, then: stsctl plan --adopt` : `remove the name "${name?.name ?? policyHost}" from that server, or have it kept: stsctl plan --adopt`;
    return { ...base, message: `server "${server.name}" answers for "${name?.name ?? policyHost}" too and was not written by stsctl${fault}`, next };
  }
}

/** True when a server does all that it is asked for: each role on whose port it listens. */
function isWhole(server: Server, found: KeptHost): boolean {
  return rolesOf(server).every((role) => found[role]?.works === true && found[role].server === server);
}

function rolesOf({ listens }: Server): Role[] {
  return ROLES.filter((role) => listens.some(({ port }) => port === PORT[role]));
}

function faultOf(server: Server, found: KeptHost): string | null {
  const judged = ROLES.map((role) => found[role]).filter((role): role is KeptRole => role !== null && role.server === server);
  const faulty = judged.find((role) => !role.works);
  return faulty === undefined || faulty.works ? null : faulty.why;
}

function withoutServers(found: KeptHost, gone: ReadonlySet<Server>): KeptHost {
  const role = (judged: KeptRole | null) => (judged?.works === true && !gone.has(judged.server) ? judged : null);
  const policy = role(found.policy);
  return { challenge: role(found.challenge), policy, policyFile: policy === null ? null : found.policyFile, certificate: policy === null ? null : found.certificate };
}
