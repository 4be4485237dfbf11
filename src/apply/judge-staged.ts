// The real programs judge the staged files before anything is renamed: exit status and every line of stderr.
import { ACME_CLIENT, HTTPD, NSD_CHECKZONE } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import type { Host, RunResult } from '../model/host.ts';
import type { Judge, WriteFileStep } from '../model/plan.ts';

/** Host names in `listen on` may be looked up; a zone may be large. */
const TIMEOUT_MS = 60_000;
/** Of nsd's log: "[2026-11-24 10:15:00.123] nsd-checkzone[4711]: error: FILE:5: syntax error". */
const NSD_PREFIX = /^\[[^\]]*\] nsd-checkzone\[\d+\]: (?:error|warning|info): /;

export interface Staged {
  readonly step: WriteFileStep;
  /** Where the new content waits, beside its target. */
  readonly path: string;
}

/** Throws Failure when a program refuses its file, or accepts it with a warning nobody expects. */
export async function judgeStaged(staged: readonly Staged[], host: Host): Promise<void> {
  const verdicts = await Promise.all(staged.map((each) => judgeOne(each, host)));
  const wrong = verdicts.filter((each) => each !== null);
  if (wrong.length > 0) throw new Failure(wrong);
}

async function judgeOne({ step, path }: Staged, host: Host): Promise<Diagnostic | null> {
  if (step.judge === null) return null;
  const real = host.realPath(path);
  const result = await host.run(argvFor(step.judge, real), { timeoutMs: TIMEOUT_MS });
  // What nsd-checkzone takes with a warning it took so before: it is about other records.
  const unexpected = step.judge.program === 'nsd-checkzone' && result.exit === 0 ? [] : unexpectedLines(result, step.judge, real);
  if (result.exit === 0 && unexpected.length === 0) return null;
  return refusal(step, step.judge, result, unexpected, host);
}

function argvFor({ program, handle }: Judge, file: string): string[] {
  if (program === 'nsd-checkzone') return [NSD_CHECKZONE, handle ?? '', file];
  if (program === 'httpd') return [HTTPD, '-n', '-f', file];
  return [ACME_CLIENT, '-n', '-f', file, ...(handle === null ? [] : [handle])];
}

interface JudgedLine {
  readonly line: number | null;
  readonly message: string;
}

/** Each expected warning covers one line of stderr; `httpd -n` says "configuration OK" last. */
function unexpectedLines({ stderr }: RunResult, { expected }: Judge, file: string): JudgedLine[] {
  const left = [...expected];
  return stderr
    .split('\n')
    .filter((line) => line !== '' && line !== 'configuration OK')
    .map((line) => parseLine(line.replace(NSD_PREFIX, ''), file))
    .filter(({ message }) => {
      const at = left.indexOf(message);
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
}

function parseLine(text: string, file: string): JudgedLine {
  const rest = text.startsWith(`${file}:`) ? /^(\d+): (.*)$/s.exec(text.slice(file.length + 1)) : null;
  const other = /^[^:]*:\d+: (.*)$/s.exec(text);
  if (rest !== null) return { line: Number(rest[1]), message: rest[2] ?? '' };
  return { line: null, message: other?.[1] ?? text };
}

const STILL: Readonly<Record<Judge['program'], string>> = {
  httpd: 'httpd still runs the old configuration',
  'acme-client': 'no certificate was asked for',
  'nsd-checkzone': 'nsd still serves the old zone',
};

function nextForZone({ path }: WriteFileStep, { handle }: Judge): string {
  return `see whether it takes the file as it is: nsd-checkzone ${handle ?? ''} ${path}; then look at that line in: stsctl -n dns --zone ${path}`;
}

function refusal(step: WriteFileStep, judge: Judge, result: RunResult, lines: readonly JudgedLine[], host: Host): Diagnostic {
  const [first] = lines;
  const accepted = result.exit === 0 ? 'accepts the new file, but says' : 'refuses the new file';
  const why = first?.message ?? result.failure ?? `exit ${result.exit}`;
  return {
    code: 'apply-judged',
    place: { file: step.path, ...(first?.line == null ? {} : { line: first.line }) },
    message: `${judge.program === 'nsd-checkzone' ? judge.program : `${judge.program} -n`} ${accepted}: ${why}`,
    unchanged: `every file on ${host.name}; ${STILL[judge.program]}`,
    next: judge.program === 'nsd-checkzone' ? nextForZone(step, judge) : `look at that line in: stsctl plan, and at the templates in /etc/stsctl/templates/${judge.program}.conf`,
    cause: result.stderr,
  };
}
