// Locations whose server httpd(8) gave up after it had stored them: a reload can die of them (FACTS 2).
import { Driver } from '../../../src/formats/bsd-conf/driver.ts';
import { Lexer } from '../../../src/formats/bsd-conf/lexer.ts';
import { Reader } from '../../../src/formats/bsd-conf/reader.ts';
import type { ServerDraft } from '../../../src/formats/httpd-conf/drafts.ts';
import { httpdDialect } from '../../../src/formats/httpd-conf/httpd-dialect.ts';
import { defaultGlobals, Reading, type Pass } from '../../../src/formats/httpd-conf/reading.ts';
import type { HttpdWorld } from '../../../src/model/httpd-conf.ts';
import type { Site } from './sites.ts';

export interface Stray {
  readonly address: string;
  readonly port: number;
}

/** Errors the first pass finds, which stops at the first server: httpd does not start then (FACTS 2, Start). */
export function hasEarlyError(file: string, text: string, world: HttpdWorld): boolean {
  return read('first', file, text, world).errors > 0;
}

/** A location is stored with the first address and port of its server. */
export function strayLocations(file: string, text: string, world: HttpdWorld): Stray[] {
  const { drafts, reading } = read('second', file, text, world);
  const finished = new Set(reading.servers.filter(({ dropped }) => dropped !== 'error').map(({ names }) => names));
  const given = [...drafts].filter(({ names, locations }) => locations.length > 0 && !finished.has(names));
  return given.flatMap(({ main: { address, port } }) => (address === null ? [] : [{ address, port }]));
}

/** No other server is there to take them: `invalid location`. */
export function isFatal({ address, port }: Stray, sites: readonly Site[]): boolean {
  return !sites.some((site) => site.address === address && site.port === port);
}

/** The model tells only of servers read to their closing brace, so the parser is watched while it works. */
function read(pass: Pass, file: string, text: string, world: HttpdWorld) {
  const { tables, actions, ...dialect } = httpdDialect(world.release ?? '7.8');
  const reader = new Reader(file, text, false);
  const lexer = new Lexer({ ...dialect, tables }, reader);
  const reading = new Reading(pass, lexer, world, defaultGlobals());
  const drafts = new Set<ServerDraft>();
  watch(reading, drafts);
  const driver = new Driver(tables, lexer, reading, actions);
  reading.statement = () => driver.statement();
  driver.run();
  return { reading, drafts, errors: reader.file.errors };
}

function watch(reading: Reading, drafts: Set<ServerDraft>): void {
  let now: ServerDraft | null = null;
  Object.defineProperty(reading, 'server', {
    get: () => now,
    set(draft: ServerDraft | null) {
      now = draft;
      if (draft !== null) drafts.add(draft);
    },
  });
}
