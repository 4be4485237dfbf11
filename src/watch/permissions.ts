// What stsctld is to be kept to by Node's permission model, as the NODE_OPTIONS of a node that knows these flags; pure.

export interface Needs {
  /** The one directory it writes in, absolute. */
  readonly writes: string;
  /** It runs programs, which are kept to nothing. */
  readonly runs: boolean;
}

/** Empty for a node without the model, or with what was an experiment (before 22.13). `known`: process.allowedNodeEnvironmentFlags. */
export function permissionOptions({ writes, runs }: Needs, known: Pick<ReadonlySet<string>, 'has'>): string {
  if (!known.has('--permission')) return '';
  const flags = [
    '--permission',
    '--allow-fs-read=*',
    `--allow-fs-write=${writes}/*`,
    ...(runs ? ['--allow-child-process'] : []),
    // From 25 on the network is denied too; before it no node knows the flag.
    ...(known.has('--allow-net') ? ['--allow-net'] : []),
    // It says at every start that the model is new, and that programs are kept to nothing.
    ...['SecurityWarning', 'ExperimentalWarning'].filter(() => known.has('--disable-warning')).map((warning) => `--disable-warning=${warning}`),
  ];
  return flags.map(quoted).join(' ');
}

/** node(1) NODE_OPTIONS: a value with a space stands in double quotes, where a backslash takes the next character as it is. */
function quoted(flag: string): string {
  return /[\s"\\]/.test(flag) ? `"${flag.replace(/["\\]/g, '\\$&')}"` : flag;
}
