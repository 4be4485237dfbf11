// Our stand-ins cost a start of Node each, OpenBSD's own do not: what they say is said by sh(1), to whoever asks.
import type { SshLab } from '../test/lab/ssh-host.ts';

/** The programs a plan asks, and with what. */
const ASKED = [['/usr/sbin/rcctl', 'get httpd flags', 'check httpd'], ['/usr/bin/crontab', '-u root -l']] as const;

/** Nothing may change on the host from here on. */
export function answerQuickly(lab: SshLab): void {
  for (const [path, ...questions] of ASKED) lab.write(path, scriptOf(lab, path, questions), 0o755);
}

function scriptOf(lab: SshLab, path: string, questions: readonly string[]): string {
  const cases = questions.map((question) => {
    const { exit, stdout } = lab.namespace.run([path, ...question.split(' ')]);
    return `'${question}') echo '${stdout.trimEnd().replaceAll("'", "'\\''")}'; exit ${exit} ;;`;
  });
  return `#!/bin/sh\ncase "$*" in\n${cases.join('\n')}\nesac\n`;
}
