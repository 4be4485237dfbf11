// Looks at a zone file, and at what nsd.conf(5) says of the zones it may be.
import { resolve } from 'node:path';
import { LOCK, NSD_CHECKCONF, NSD_CHECKZONE, NSD_CONF, NSD_CONTROL } from '../model/base-system.ts';
import type { Answer, HostReader, Probe } from '../model/host.ts';
import type { ZoneFacts } from '../model/zone-facts.ts';
import { fileAnswers, type Gathered } from './read-answers.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const PROGRAMS = [NSD_CHECKZONE, NSD_CONTROL];
const ZONESDIR = '/var/nsd/zones';

/** Null when there is no such file. Writes nothing; throws Failure for what can't be read. */
export async function gatherZoneFacts(file: string, domains: readonly string[], reader: HostReader): Promise<ZoneFacts | null> {
  const stats: Probe[] = [`${file}.signed`, LOCK, ...PROGRAMS].map((path) => ({ kind: 'stat', path }));
  const own: Probe[] = [{ kind: 'file', path: file, maxBytes: MAX_BYTES }];
  const names = [...new Set(domains.flatMap(ancestors))];
  const asked = [['-o', 'zonesdir'], ...names.map((name) => ['-z', name, '-o', 'zonefile'])];
  const conf = reader.root + NSD_CONF;
  const runs: Probe[] = asked.map((flags) => ({ kind: 'run', argv: [NSD_CHECKCONF, ...flags, conf] }));
  const answers = await reader.gather([...own, ...stats, ...runs]);
  const gathered: Gathered = { files: new Map(), resolved: new Map(), publicKeys: new Map(), askedKeys: new Set(), read: new Set(), addresses: [] };
  fileAnswers(own, answers, gathered, reader);
  const { stat = null, content = null } = gathered.files.get(file) ?? {};
  if (stat === null || content === null) return null;
  const there = answers.slice(1, 1 + stats.length).map((answer) => answer.kind === 'stat' && answer.stat !== null);
  const [hasSigned = false, wasInterrupted = false, ...programs] = there;
  return {
    host: reader.name,
    root: reader.root,
    uid: reader.uid,
    file,
    stat,
    content,
    hasSigned,
    configured: configuredFiles(names, answers.slice(1 + stats.length)),
    programs: new Set(PROGRAMS.filter((_, index) => programs[index])),
    wasInterrupted,
  };
}

/** "a.example.com": itself, "example.com", "com". */
function ancestors(domain: string): string[] {
  const labels = domain.split('.');
  return labels.map((_, index) => labels.slice(index).join('.'));
}

/** Without nsd, or where only root may read nsd.conf, there is no answer to the first question. */
function configuredFiles(names: readonly string[], [directory, ...zones]: readonly Answer[]): ReadonlyMap<string, string | null> | null {
  const zonesdir = said(directory);
  if (zonesdir === null) return null;
  return new Map(names.map((name, index) => [name, zoneFile(said(zones[index]), name, zonesdir === '' ? ZONESDIR : zonesdir)]));
}

/** nsd.conf(5) zonefile: %s is the name of the zone; the other patterns are left as they are, and so no file is like them. */
function zoneFile(written: string | null, name: string, zonesdir: string): string | null {
  return written === null || written === '' ? null : resolve(zonesdir, written.replaceAll('%s', name));
}

function said(answer: Answer | undefined): string | null {
  return answer?.kind === 'run' && answer.result.exit === 0 ? answer.result.stdout.trim() : null;
}
