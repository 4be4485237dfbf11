// stsctl lint --verdict: exactly what the program's own check would print, and its exit status.
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { judgeCrontab } from '../formats/crontab/judge-crontab.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { KINDS } from '../lint/kind-of.ts';
import { Failure } from '../model/failure.ts';
import type { Bytes } from '../model/bytes.ts';
import type { CommandContext } from './command-context.ts';
import type { LintSource } from './lint-source.ts';

interface Verdict {
  readonly exit: 0 | 1;
  readonly stderr: readonly string[];
}

export const VERDICTS: Readonly<Record<string, (file: string, text: Bytes, source: LintSource) => Verdict>> = {
  'httpd.conf': (file, text, { httpd }) => judgeHttpdConf(file, text, httpd),
  'acme-client.conf': (file, text, { acmeClient }) => judgeAcmeClientConf(file, text, acmeClient),
  crontab: (file, text) => judgeCrontab(file, text),
};

export type Through = <T>(read: (source: LintSource) => T) => T | Promise<T>;

export async function commandVerdict({ terminal, options, operands }: CommandContext, through: Through): Promise<number> {
  const kind = options.verdict ?? '';
  const judge = Object.hasOwn(VERDICTS, kind) ? VERDICTS[kind] : undefined;
  const [file] = operands;
  if (judge === undefined) throw kindFailure(kind, file ?? 'FILE');
  if (file === undefined || operands.length > 1) throw usageFailure('--verdict takes one file', `stsctl lint --verdict ${kind} FILE`);
  const verdict = await through((source) => {
    const text = source.read(file);
    return text === null ? null : judge(file, text, source);
  });
  if (verdict === null) throw new Failure([{ code: 'config-missing', place: { file }, message: 'there is no such file, or it can\'t be read', unchanged: 'everything', next: `name a file: stsctl lint --verdict ${kind} FILE` }]);
  const { exit, stderr } = verdict;
  // Byte for byte: messages repeat bytes of the file.
  for (const line of stderr) terminal.errBytes(`${line}\n`);
  return exit;
}

/** Files of the other kinds have no program that checks them. */
function kindFailure(kind: string, file: string): Failure {
  const kinds = Object.keys(VERDICTS).join(', ');
  const isLinted = KINDS.some((each) => each === kind);
  if (isLinted) return usageFailure(`no program has a verdict on a ${kind} file; --verdict takes ${kinds}`, `stsctl lint --as ${kind} ${file}`);
  return usageFailure(`--verdict is "${kind}"; use ${kinds}`, `stsctl lint --verdict httpd.conf ${file}`);
}

function usageFailure(message: string, next: string): Failure {
  return new Failure([{ code: 'usage', message, unchanged: 'everything', next }]);
}
