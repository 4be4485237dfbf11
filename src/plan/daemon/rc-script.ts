// The rc.d(8) script of stsctld, with the node and the stsctl of this host in its daemon line.

const DAEMON_LINE = /^daemon=.*$/m;
/** rc.subr(8) hands it to a shell, and as a pattern to pgrep(1): nothing that means more than itself, but dots. */
const PLAIN_WORD = /^[A-Za-z0-9._@:,=~/-]+$/;

export type RcScript = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly word: string };

/** `script` is the one of the package; `agent` the absolute program and arguments that run stsctl. */
export function rcScript(script: string, agent: readonly string[]): RcScript {
  const word = agent.find((each) => !PLAIN_WORD.test(each));
  if (word !== undefined) return { ok: false, word };
  const line = `daemon="${agent.join(' ')} watch"`;
  return { ok: true, text: script.replace(DAEMON_LINE, () => line) };
}
