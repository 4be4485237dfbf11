// Looks at the host: one gathering for what is always needed, more only for what the files themselves name.
import { ACME_CLIENT_CONF, CRONTAB, HTTPD_CONF, RCCTL } from '../model/base-system.ts';
import type { Desired } from '../model/desired.ts';
import type { Facts } from '../model/facts.ts';
import type { Answer, HostReader, Probe, RunResult } from '../model/host.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { acmeClientWorld, httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { renewalPrograms } from '../formats/crontab/renewals.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { certificateProbe, firstProbes, keyProbes, programProbes, PROGRAMS, type ProgramQuestion } from './first-probes.ts';
import { servedProbes } from './served-probes.ts';
import { crontabFrom, daemonFrom, fileAnswers, systemFrom, type Gathered } from './read-answers.ts';

/** An include that names another is one more round; httpd itself has no limit, a cycle must have one. */
const MAX_ROUNDS = 16;

/** Writes nothing. Throws Failure when something that exists can't be read. */
export async function gatherFacts(desired: Desired, reader: HostReader): Promise<Facts> {
  const gathered: Gathered = { files: new Map(), resolved: new Map(), publicKeys: new Map(), askedKeys: new Set(), read: new Set(), addresses: [] };
  const first = firstProbes(desired);
  const questions = programProbes(reader.root);
  const names = [...questions.keys()];
  const answers = await reader.gather([...first, ...questions.values()]);
  fileAnswers(first, answers, gathered, reader);
  const handles = new Set(desired.domains.map((each) => each.policyHost));
  const crontabAnswer = answers[first.length + names.indexOf('crontab')];
  const renewing = crontabAnswer?.kind === 'run' && crontabAnswer.result.exit === 0 ? renewalPrograms(crontabAnswer.result.stdout) : [];
  await answerOpenQuestions(gathered, reader, { handles, renewing });
  const programs = new Set<string>(PROGRAMS.filter((path) => gathered.files.get(path)?.stat?.kind === 'file'));
  const results = new Map(names.map((name, index) => [name, runResult(answers[first.length + index])]));
  const result = (name: ProgramQuestion) => results.get(name) as RunResult;
  return {
    host: reader.name,
    root: reader.root,
    system: reader.root === '' ? systemFrom(result('system')) : null,
    uid: reader.uid,
    files: gathered.files,
    resolved: gathered.resolved,
    publicKeys: gathered.publicKeys,
    linkedKeys: await linkedKeys(gathered, reader),
    agent: reader.agent,
    reach: reader.reach,
    clockAheadMs: reader.clockAheadMs,
    addresses: gathered.addresses,
    programs,
    httpd: programs.has(RCCTL) ? daemonFrom(result('flags'), result('check'), reader) : null,
    crontab: programs.has(CRONTAB) ? crontabFrom(result('crontab'), reader) : null,
  };
}

/** Asked only where the plan would change a mode. */
async function linkedKeys({ files, askedKeys }: Gathered, reader: HostReader): Promise<Set<string>> {
  const open = [...askedKeys].filter((path) => ((files.get(path)?.stat?.mode ?? 0) & 0o077) !== 0);
  const answers = open.length === 0 ? [] : await reader.gather(open.map((path) => ({ kind: 'stat', path })));
  return new Set(open.filter((_, index) => answers[index]?.kind === 'stat' && answers[index].stat?.kind === 'symlink'));
}

function runResult(answer: Answer | undefined): RunResult {
  if (answer?.kind !== 'run') throw new Error('a program was asked and did not answer');
  return answer.result;
}

interface Named {
  readonly handles: ReadonlySet<string>;
  /** Programs that lines of root's crontab run for a renewal. */
  readonly renewing: readonly string[];
}

async function answerOpenQuestions(gathered: Gathered, reader: HostReader, named: Named): Promise<void> {
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const open = openQuestions(gathered, named);
    if (open.length === 0) return;
    fileAnswers(open, await reader.gather(open), gathered, reader);
  }
}

/** What the configuration files ask of the machine and nobody has looked at yet. */
function openQuestions(gathered: Gathered, { handles, renewing }: Named): Probe[] {
  const open = new Map<string, Probe>();
  const ask = (probe: Probe) => void open.set(keyOf(probe), probe);
  const textOf = (path: string) => gathered.files.get(path)?.content ?? '';
  const { conf: httpdConf } = judgeHttpdConf(HTTPD_CONF, textOf(HTTPD_CONF), httpdWorld(gathered, ask));
  const askUnlessKnown = (probe: Probe) => (isAnswered(probe, gathered) ? undefined : ask(probe));
  renewing.map((path): Probe => ({ kind: 'stat', path, follow: true })).forEach(askUnlessKnown);
  servedProbes(httpdConf, handles, gathered.files).forEach(askUnlessKnown);
  const world = acmeClientWorld(gathered, ask);
  const { conf } = judgeAcmeClientConf(ACME_CLIENT_CONF, textOf(ACME_CLIENT_CONF), world);
  for (const { key, fullChain, certificate } of conf.domains.filter(({ handle }) => handles.has(handle))) {
    [...[fullChain, certificate].filter((path) => path !== null).map(certificateProbe), ...keyProbes(key)].forEach(askUnlessKnown);
  }
  return [...open.values()];
}

/** One question a path: the content answers what a stat would. */
function keyOf(probe: Probe): string {
  return 'path' in probe && probe.kind !== 'public-key' ? probe.path : JSON.stringify(probe);
}

function isAnswered(probe: Probe, { files, read, askedKeys }: Gathered): boolean {
  if (probe.kind === 'file') return read.has(probe.path);
  if (probe.kind === 'public-key') return askedKeys.has(probe.path);
  return probe.kind !== 'stat' || files.has(probe.path);
}
