// What every command is given.
import type { Host } from '../model/host.ts';
import type { Endpoint } from '../formats/endpoint.ts';
import type { Plan } from '../model/plan.ts';
import type { Council } from './council.ts';
import type { Assumed } from './world-on-disk.ts';
import type { Terminal } from './terminal.ts';

export interface CommandContext {
  readonly terminal: Terminal;
  readonly operands: readonly string[];
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly options: Options;
  /** Absolute program and arguments that run this stsctl: node and bin/stsctl; null when they can't be told. */
  readonly agent: readonly string[] | null;
  readonly version: string;
  /** Folder that holds templates/. */
  readonly packageDirectory: string;
  /** The host of -H; null for the machine at hand. */
  readonly remote: Host | null;
  /** Takes what is to be saved of one host among several; null where it is the only one. */
  readonly keepPlan: ((plan: Plan) => void) | null;
  /** Of the hosts that go a walk together; null where there is one alone. */
  readonly council: Council | null;
}

export interface Options {
  /** -f, null for the default below the root. */
  readonly configFile: string | null;
  /** -n */
  readonly dryRun: boolean;
  readonly root: string;
  readonly json: boolean;
  readonly adopt: boolean;
  /** Go on where the host does not run OpenBSD, publish though mail would be lost, and change a mode without evidence. */
  readonly force: boolean;
  /** Propose the next step of a policy. */
  readonly auto: boolean;
  /** Wait for nothing that keeps no mail back. */
  readonly now: boolean;
  /** Have a certificate revoked that goes. */
  readonly revoke: boolean;
  /** Raise max_age step by step. */
  readonly ramp: boolean;
  readonly list: boolean;
  readonly out: string | null;
  readonly caFile: string | null;
  /** Kind of the files to lint, null to tell by name and content. */
  readonly as: string | null;
  /** Kind of file whose program's verdict is wanted, null for findings. */
  readonly verdict: string | null;
  readonly csv: boolean;
  readonly ndjson: boolean;
  readonly domain: string | null;
  readonly days: number | null;
  readonly organizations: number | null;
  /** Zone file to edit. */
  readonly zone: string | null;
  /** Name servers to ask in place of those of the zone. */
  readonly servers: readonly Endpoint[];
  /** Seconds to wait for the name servers. */
  readonly wait: number;
  readonly assumed: Assumed;
  readonly connect: Endpoint | null;
  /** -H, in order; "all" for every host of the configuration. */
  readonly hosts: readonly string[];
  readonly jobs: number;
  readonly failFast: boolean;
  /** Hosts of a batch; null for all at once. */
  readonly serial: number | null;
  readonly acceptNew: boolean;
  /** ssh_config(5) in place of the user's own. */
  readonly sshConfig: string | null;
  readonly connectHttp: Endpoint | null;
  /** Connect to addresses that are not on the internet too. */
  readonly allowPrivate: boolean;
  /** Print only what differs from the last run. */
  readonly changed: boolean;
  /** Code to be explained. */
  readonly explain: string | null;
  readonly nagios: boolean;
  readonly nsupdate: boolean;
  readonly table: boolean;
  /** Null for those of resolv.conf(5). */
  readonly resolver: Endpoint | null;
  readonly smtpPort: number;
  /** Where the status page is served; null for what stsctl.conf says. */
  readonly listen: Endpoint | null;
  /** Watch as root. */
  readonly allowRoot: boolean;
  /** Serve the status page where other machines reach it. */
  readonly allowRemote: boolean;
  /** Take the daemon away. */
  readonly remove: boolean;
  /** What the flags of init say in place of what it would find out. */
  readonly init: InitAnswers;
}

export interface InitAnswers {
  readonly addresses: readonly string[];
  readonly contact: string | null;
  readonly fromTutorial: boolean;
  readonly mode: string | null;
  readonly mx: readonly string[];
  readonly tlsrpt: readonly string[];
}
