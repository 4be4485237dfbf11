// What every shell on a host begins with, and what is around each script that it is given. It must work in OpenBSD's sh (a pdksh), dash, mksh and bash, with BSD and GNU tools, so:
// - `echo` for our own lines alone: it is built in everywhere, but reads backslashes; printf(1) is a program on OpenBSD, whose
//   arguments everybody can see;
// - no here-documents: ksh puts them into files in /tmp;
// - no function named as a predefined alias of ksh (r, type, stop, local …);
// - each script one `{ ( … ) || exit; }`: the shell has read it before the content of a file follows on the same input (dash reads
//   ahead), and one that fails ends the shell, since what it left of that content would be read as commands.
import { quoteShell } from './quote-shell.ts';

export const SHELL_BEGINS = `{
LC_ALL=C PATH=/bin:/sbin:/usr/bin:/usr/sbin HOME=/
export LC_ALL PATH HOME
umask 077
cd /
say() { echo "
$N $*"; }
q() { say end; say end >&4; exit \${1:-0}; }
fail() { say fail "$1"; q 1; }
# So many bytes of the input, and no more.
take() { dd ibs=1 obs=4096 count=$1 <&5; }
# Why nothing is at $1, as errno(2) has it.
why() {
k=$1
while :; do
case $k in /*/*) k=\${k%/*} ;; *) k=/ ;; esac
if [ -d "$k" ]; then if [ -x "$k" ]; then w=ENOENT; else w=EACCES; fi; return; fi
if [ -e "$k" ]; then w=ENOTDIR; return; fi
if [ "$k" = / ]; then w=ENOENT; return; fi
done
}
there() { [ -e "$1" ] || [ -L "$1" ]; }
inside() { [ -d "$1" ] || { why "$1/x"; fail $w; }; }
runnable() {
if [ -f "$1" ] && [ -x "$1" ]; then return 0; fi
if [ -e "$1" ]; then w=EACCES; else why "$1"; fi
return 1
}
# Runs a program with the environment of root's cron (crontab(5)) and its input from fd 3.
run() {
j=$1 t=$2
shift 2
if runnable "$1"; then
say out $j
say err $j >&4
( umask 022; exec env -i PATH="$PATH" HOME=/ LC_ALL=C SHELL=/bin/sh timeout -k 5 $t "$@" ) <&3 2>&4 3<&- 4>&- 5<&-
say exit $j $?
else
say none $j $w
fi
}
# What a command says of its failure is told apart by the records around it.
try() {
"$@" >/dev/null 2>&4 || fail said
}
U=$(id -u </dev/null 2>/dev/null)
T=$(date +%s </dev/null 2>/dev/null)
}
`;

const SCRIPT_BEGINS = `exec 5<&0 4>&2 3</dev/null </dev/null 2>/dev/null
say hello $U $T
say said >&4
`;

/** For a shell that has read SHELL_BEGINS, or as its first with that `ahead`; `nonce` is fresh for each script. */
export function remoteScript(ahead: string, nonce: string, body: readonly string[]): Buffer {
  return Buffer.from(`${ahead}{ (\nN=${quoteShell(nonce)}\n${SCRIPT_BEGINS}${body.join('\n')}\nq\n) || exit; }\n`, 'utf8');
}

export const SHELL = '/bin/sh -s';
/** doas.conf(5) matches `args` exactly; -n: no password is asked for where nobody could type it. */
export const DOAS_SHELL = '/usr/bin/doas -n /bin/sh -s';
