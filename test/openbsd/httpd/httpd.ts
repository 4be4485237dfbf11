// httpd(8) in this process: starts from a configuration, serves it, reloads it the way SIGHUP does.
import { statSync } from 'node:fs';
import type { HttpdConf, HttpdWorld } from '../../../src/model/httpd-conf.ts';
import { acceptAt, acceptSites, type Acceptance } from './accept.ts';
import { logAccess } from './access-log.ts';
import { ListenFailure, Listeners } from './listeners.ts';
import { loadConf, type ConfFile, type LoadedConf } from './load-conf.ts';
import { placesOf } from './places.ts';
import { sitesOf } from './sites.ts';
import { readMapping, type Mapping } from './stand-in-json.ts';
import { isFatal } from './stray-locations.ts';
import { readBytes, under, worldBelow } from './world.ts';

export interface HttpdOptions {
  /** Prefix of every OpenBSD path; '' is the machine itself. */
  readonly root: string;
  /** ROOT/etc/httpd.conf unless given. */
  readonly confPath?: string;
  readonly macros?: readonly string[];
  readonly world?: HttpdWorld;
  readonly mapping?: Mapping;
  /** Told of what httpd says once it runs. */
  readonly log?: (line: string) => void;
}

export interface Httpd {
  reload(): Promise<void>;
  stop(): Promise<void>;
  /** The exit status of the daemon, once it has ended. */
  readonly ended: Promise<number>;
  readonly isAlive: boolean;
}

/** httpd does not come to serve: what it prints, and how its parent process exits. */
export class StartFailure extends Error {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];

  constructor(exit: 0 | 1, stderr: readonly string[]) {
    super(stderr.join('\n'));
    this.exit = exit;
    this.stderr = stderr;
  }
}

export function confFile({ root, confPath, macros = [] }: HttpdOptions): ConfFile {
  return { path: confPath ?? `${root}/etc/httpd.conf`, name: confPath ?? '/etc/httpd.conf', macros };
}

export async function startHttpd(options: HttpdOptions): Promise<Httpd> {
  const daemon = new Daemon(options);
  await daemon.start();
  return daemon;
}

class Daemon implements Httpd {
  readonly ended: Promise<number>;
  isAlive = true;
  readonly #root: string;
  readonly #file: ConfFile;
  readonly #world: HttpdWorld | null;
  readonly #mapping: Mapping | null;
  readonly #log: (line: string) => void;
  readonly #listeners = new Listeners();
  #end: (status: number) => void = () => undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(options: HttpdOptions) {
    this.#root = options.root;
    this.#file = confFile(options);
    this.#world = options.world ?? null;
    this.#mapping = options.mapping ?? null;
    this.#log = options.log ?? (() => undefined);
    this.ended = new Promise((resolve) => (this.#end = resolve));
  }

  async start(): Promise<void> {
    const { verdict, isEarly } = this.#load();
    // FACTS 2, Start: what the second pass finds comes too late for the exit status.
    if (verdict.exit === 1) throw new StartFailure(isEarly ? 1 : 0, verdict.stderr);
    const absent = this.#absentFolder(verdict.conf);
    if (absent !== null) throw new StartFailure(1, [`httpd: ${absent}: No such file or directory`]);
    for (const line of verdict.stderr.slice(0, -1)) this.#log(line);
    try {
      await this.#serve(verdict.conf);
    } catch (error) {
      if (!(error instanceof ListenFailure)) throw error;
      this.#finish(1);
      throw new StartFailure(1, [error.message]);
    }
  }

  /** One after the other, however fast the signals come. */
  reload(): Promise<void> {
    this.#last = this.#last.then(() => (this.isAlive ? this.#reload() : undefined));
    return this.#last;
  }

  async stop(): Promise<void> {
    await this.#last;
    if (this.isAlive) this.#finish(0);
  }

  /** FACTS 2: not transactional. The old configuration is gone, whatever could be read of the new one holds. */
  async #reload(): Promise<void> {
    this.#log('parent_sig_handler: reload requested with SIGHUP');
    const { verdict, strays } = this.#load();
    for (const line of verdict.stderr.filter((each) => each !== 'configuration OK')) this.#log(line);
    const sites = sitesOf(verdict.conf);
    if (strays.some((stray) => isFatal(stray, sites))) {
      for (const process of ['logger', 'server']) this.#log(`${process}: invalid location`);
      this.#finish(0);
      return;
    }
    try {
      await this.#serve(verdict.conf);
    } catch (error) {
      if (!(error instanceof ListenFailure)) throw error;
      this.#log(error.message);
      this.#finish(1);
    }
  }

  #load(): LoadedConf {
    return loadConf(this.#file, this.#world ?? worldBelow(this.#root, this.#mappingNow()));
  }

  #mappingNow(): Mapping {
    return this.#mapping ?? readMapping(this.#root);
  }

  /** FACTS 2: exit 1; the words are ours. */
  #absentFolder({ chroot, logdir }: HttpdConf): string | null {
    return [chroot, logdir].find((path) => statSync(under(this.#root, path), { throwIfNoEntry: false })?.isDirectory() !== true) ?? null;
  }

  async #serve(conf: HttpdConf): Promise<void> {
    const sites = sitesOf(conf);
    const acceptance: Acceptance = {
      loaded: { conf, chroot: under(this.#root, conf.chroot) },
      readFile: (path: string) => readBytes(under(this.#root, path)),
      log: this.#log,
      told: (ends) => (read, answered) => logAccess(this.#root, conf, { ends, read, answered }),
    };
    const accepts = acceptSites(sites, acceptance);
    const places = placesOf(sites, this.#mappingNow());
    await this.#listeners.listen(places.map((place) => ({ ...place, accept: acceptAt(place, accepts) })));
  }

  #finish(status: number): void {
    this.isAlive = false;
    this.#listeners.close();
    this.#end(status);
  }
}
