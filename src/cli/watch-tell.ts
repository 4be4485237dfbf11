// Hands a notice to those that notify in stsctl.conf names: by sendmail(8), or to a program on its standard input.
import type { Notify } from '../model/config.ts';
import type { Host } from '../model/host.ts';
import type { Notice } from '../watch/notice-text.ts';

const SENDMAIL = '/usr/sbin/sendmail';
const TIMEOUT_MS = 60_000;

/** Rejects when it reached nobody. Each failure is logged. */
export async function tell(notice: Notice, notify: readonly Notify[], host: Host, log: (line: string) => void): Promise<void> {
  const failures = (await Promise.all(notify.map((each) => hand(notice, each, host)))).filter((why) => why !== null);
  if (failures.length > 0 && failures.length === notify.length) throw new Error(failures.join('; '));
  for (const why of failures) log(`one of several could not be told: ${why}`);
}

/** Null when it was taken, else why not. */
async function hand(notice: Notice, notify: Notify, host: Host): Promise<string | null> {
  const argv = notify.kind === 'mail' ? [SENDMAIL, '-i', notify.address] : notify.argv;
  const text = notify.kind === 'mail' ? mailOf(notice, notify.address) : `${notice.subject}\n\n${notice.body}`;
  const { exit, failure, stderr } = await host.run(argv, { stdin: Buffer.from(text, 'utf8').toString('latin1'), timeoutMs: TIMEOUT_MS });
  return exit === 0 ? null : `${argv[0] ?? ''}: ${failure ?? `exit ${exit}`}${lastLine(stderr)}`;
}

/** RFC 3834 5: nobody is to answer it by a machine. */
function mailOf({ subject, body }: Notice, to: string): string {
  return [`To: ${to}`, `Subject: ${subject}`, 'Auto-Submitted: auto-generated', 'MIME-Version: 1.0', 'Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: 8bit', '', body].join('\n');
}

function lastLine(text: string): string {
  const last = text.trim().split('\n').at(-1) ?? '';
  return last === '' ? '' : `: ${last}`;
}
