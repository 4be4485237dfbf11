// Looks at what stsctld has on the host: its script, its user, and what rcctl(8) says of it.
import { GROUPDEL, LOCK, PASSWD, RC_SCRIPT, RCCTL, USERADD, USERDEL } from '../model/base-system.ts';
import type { DaemonSetupFacts } from '../model/daemon-setup.ts';
import type { Answer, HostReader, Probe } from '../model/host.ts';
import { fileAnswers, type Gathered } from './read-answers.ts';

const MAX_BYTES = 16 * 1024 * 1024;
const PROGRAMS = [RCCTL, USERADD, USERDEL, GROUPDEL];
const DIRECTORIES = ['/etc', '/etc/rc.d'];

/** Writes nothing; throws Failure for what can't be read. */
export async function gatherDaemonSetup(reader: HostReader): Promise<DaemonSetupFacts> {
  const own: Probe[] = [{ kind: 'file', path: RC_SCRIPT, maxBytes: MAX_BYTES }, ...[...DIRECTORIES, LOCK].map((path): Probe => ({ kind: 'stat', path, follow: true }))];
  const others: Probe[] = [{ kind: 'file', path: PASSWD, maxBytes: MAX_BYTES, follow: true }, ...PROGRAMS.map((path): Probe => ({ kind: 'stat', path, follow: true }))];
  const answers = await reader.gather([...own, ...others]);
  const gathered: Gathered = { files: new Map(), resolved: new Map(), publicKeys: new Map(), askedKeys: new Set(), read: new Set(), addresses: [] };
  fileAnswers(own, answers, gathered, reader);
  const [passwd, ...programAnswers] = answers.slice(own.length);
  const programs = new Set(PROGRAMS.filter((_, index) => isThere(programAnswers[index])));
  const hasAccount = passwd?.kind === 'file' && (passwd.content ?? '').split('\n').some((line) => line.startsWith('_stsctl:'));
  return { host: reader.name, root: reader.root, uid: reader.uid, files: gathered.files, programs, hasAccount, daemon: programs.has(RCCTL) ? await askRcctl(reader) : null };
}

function isThere(answer: Answer | undefined): boolean {
  return answer?.kind === 'stat' && answer.stat !== null;
}

/** rcctl(8): exit 2 where there is no such script, 1 where it is off or does not run. */
async function askRcctl(reader: HostReader): Promise<DaemonSetupFacts['daemon']> {
  const asked = [['get', 'stsctld', 'status'], ['check', 'stsctld']];
  const [status, check] = await reader.gather(asked.map((words): Probe => ({ kind: 'run', argv: [RCCTL, ...words] })));
  return { enabled: isZero(status), running: isZero(check) };
}

function isZero(answer: Answer | undefined): boolean {
  return answer?.kind === 'run' && answer.result.exit === 0;
}
