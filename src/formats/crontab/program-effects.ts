// What programs of a crontab do that matters to a renewal: load httpd's new certificate, write, mail.
import { programName } from '../shell/prefixes.ts';
import type { Started } from '../shell/machine.ts';

/** "perhaps": nothing here tells. */
export type Reload = 'reload' | 'perhaps' | 'none';

type Program = Pick<Started, 'argv' | 'substitutions'>;

const words = (text: string) => new Set(text.split(' '));

/** They leave httpd alone, and succeed. */
const SUCCEEDING = words(
  'apachectl apachectl2 bgpctl cat cd chgrp chmod chown cp date doveadm dovecot echo haproxy hash install ln logger mail mailx mkdir mv nginx openrsync pfctl postfix print printf pwd relayctl rm rsync scp sendmail sleep smtpctl sync tee touch ulimit umask',
);
/** They leave httpd alone, and what they answer depends on the world. */
const ANSWERING = words('awk cmp cut dig diff egrep expr fgrep fstat grep head host ifconfig jot ls nc openssl pgrep ping sed sort stat tail tr wc');

const WRITING = words('cat echo print printf');
const MAILING = words('mail mailx sendmail');

const SPECIAL: Readonly<Record<string, (program: Program) => Reload>> = {
  rcctl: ({ argv }) => serviceEffect(argv.slice(1)),
  kill: signalEffect,
  pkill: signalEffect,
  httpd: ({ argv }) => (/^-\w*n/.test(argv[1] ?? '') ? 'none' : 'perhaps'),
  'acme-client': () => 'none',
};

export function reloadEffect(program: Program): Reload {
  const name = programName(program.argv[0] ?? null);
  if (name === null) return 'perhaps';
  const [, service] = /^\/etc\/rc\.d\/(\w+)$/.exec(name) ?? [];
  if (service !== undefined) return serviceEffect([...program.argv.slice(1), service]);
  if (Object.hasOwn(SPECIAL, name)) return SPECIAL[name]?.(program) ?? 'perhaps';
  return SUCCEEDING.has(name) || ANSWERING.has(name) ? 'none' : 'perhaps';
}

/** Exit status 0; null for 0 or another. */
export function usualStatus(program: Program): 0 | null {
  const name = programName(program.argv[0] ?? null);
  if (name === null) return null;
  const acts = /^(?:rcctl|kill|pkill|\/etc\/rc\.d\/\w+)$/.test(name) && program.argv.slice(1).some((each) => each !== null && /^(?:reload|restart|start|stop|-(?:SIG)?HUP|-1)$/.test(each));
  return acts || SUCCEEDING.has(name) ? 0 : null;
}

export function mailsItself({ argv }: Program): boolean {
  return MAILING.has(programName(argv[0] ?? null) ?? '');
}

export function writes({ argv }: Program): boolean {
  return WRITING.has(programName(argv[0] ?? null) ?? '');
}

/** rcctl(8): ACTION DAEMON. A daemon that was stopped before loads the certificate when it starts. */
function serviceEffect(args: readonly (string | null)[]): Reload {
  if (args.includes(null)) return 'perhaps';
  if (!args.includes('httpd')) return 'none';
  if (args.includes('reload') || args.includes('restart')) return 'reload';
  return args.includes('start') ? 'perhaps' : 'none';
}

/** httpd reloads on HUP and reopens its logs on USR1. */
function signalEffect({ argv, substitutions }: Program): Reload {
  const args = argv.slice(1);
  const isNamed = [...args, ...substitutions].some((each) => each !== null && /\bhttpd\b/.test(each));
  const sends = (pattern: RegExp) => args.some((each) => each !== null && pattern.test(each));
  if (isNamed && sends(/^-?(?:SIG)?HUP$|^-1$/i)) return 'reload';
  if (sends(/^-?(?:SIG)?USR[12]$/i)) return 'none';
  return isNamed || args.includes(null) || sends(/^\d+$/) ? 'perhaps' : 'none';
}
