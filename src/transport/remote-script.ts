// All questions of one gathering as one script: one exec, however many there are.
import type { Probe } from '../model/host.ts';
import { quoteShell, quoteWords } from './quote-shell.ts';

const BLOCK = 65_536;
/** Programs that only look answer at once or not at all. */
const PROBE_SECONDS = 30;
const KEY_SECONDS = 10;

const FUNCTIONS = `# One line for each path: GNU stat says the mode in hexadecimal, BSD stat in octal.
stats() {
if stat -c x / >/dev/null; then stat $L -c 'x%f %u %g %s' -- "$@"; else stat $L -f 'o%p %u %g %z' -- "$@"; fi
}
# Content of a regular file, so many blocks at most; $4 is not empty where a link is followed.
content() {
[ -f "$2" ] || return
if [ -L "$2" ] && [ -z "$4" ]; then return; fi
if [ -r "$2" ]; then
say content $1
dd if="$2" bs=${BLOCK} count=$3
say read $1 $?
else
say none $1 EACCES
fi
}
key() {
if [ -f "$2" ]; then run $1 ${KEY_SECONDS} /usr/bin/openssl pkey -in "$2" -pubout -passin pass:; else say none $1 ENOENT; fi
}
# Linux has ip(8), whose ifconfig knows one IPv4 address an interface; OpenBSD has ifconfig(8) alone.
addresses() {
say out $1
ip -o address || /sbin/ifconfig -a
say exit $1 $?
}
# An interface or a group first, as httpd does, then a host name. OpenBSD's getent has no ahosts.
resolve() {
say out $1
ip -o address show dev "$2" || /sbin/ifconfig "$2"
say exit $1 $?
say hosts $1
getent ahosts "$2" || getent hosts "$2"
say exit $1 $?
}`;

/** Lines of the script; the answers bear the probes' numbers. */
export function gatherLines(probes: readonly Probe[]): string[] {
  const numbered = probes.map((probe, index) => ({ probe, index }));
  return [FUNCTIONS, ...statLines(numbered, false), ...statLines(numbered, true), ...numbered.flatMap(askLines)];
}

interface Numbered {
  readonly probe: Probe;
  readonly index: number;
}

/** One stat(1) for all paths that are there. */
function statLines(probes: readonly Numbered[], follow: boolean): string[] {
  const asked = probes.flatMap(({ probe, index }) => ((probe.kind === 'stat' || probe.kind === 'file') && (probe.follow ?? false) === follow ? [{ path: probe.path, index }] : []));
  if (asked.length === 0) return [];
  const isThere = follow ? '[ -e "$p" ]' : 'there "$p"';
  const lines = asked.map(({ path, index }) => `p=${quoteShell(path)}; if ${isThere}; then set -- "$@" "$p"; i="$i ${index}"; else why "$p"; say none ${index} $w; fi`);
  return ['set --; i=', `L=${follow ? '-L' : ''}`, ...lines, 'if [ $# -gt 0 ]; then say stats $i; stats "$@"; fi'];
}

function askLines({ probe, index }: Numbered): string[] {
  switch (probe.kind) {
    case 'stat':
      return [];
    case 'file':
      return [`content ${index} ${quoteShell(probe.path)} ${Math.floor(probe.maxBytes / BLOCK) + 1} ${probe.follow === true ? 'follow' : "''"}`];
    case 'public-key':
      return [`key ${index} ${quoteShell(probe.path)}`];
    case 'run':
      return [`run ${index} ${PROBE_SECONDS} ${quoteWords(probe.argv)}`];
    case 'addresses':
      return [`addresses ${index}`];
    case 'resolve':
      return isName(probe.name) ? [`resolve ${index} ${quoteShell(probe.name)}`] : [`say none ${index} ENOENT`];
  }
}

/** A name in a configuration file is anybody's: nothing that a program could take for an option. */
function isName(name: string): boolean {
  return /^[A-Za-z0-9:][A-Za-z0-9._:-]{0,254}$/.test(name);
}

/** How much the answers can be at most: the files, and what programs may say. */
export function gatherLimit(probes: readonly Probe[]): number {
  const files = probes.map((probe) => (probe.kind === 'file' ? probe.maxBytes + 2 * BLOCK : BLOCK));
  return files.reduce((sum, each) => sum + each, 16 * 1024 * 1024);
}

/** And how long: programs are asked one after the other. */
export function gatherTimeout(probes: readonly Probe[]): number {
  const programs = probes.filter(({ kind }) => kind === 'run' || kind === 'public-key').length;
  return (60 + programs * PROBE_SECONDS) * 1000;
}
