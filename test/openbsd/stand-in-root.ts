// Every stand-in is started by its launcher with --stand-in-root ROOT first: the prefix of every OpenBSD path.

export function standInRoot(argv: readonly string[]): { readonly root: string; readonly rest: readonly string[] } {
  const [option, root = '', ...rest] = argv;
  return option === '--stand-in-root' ? { root, rest } : { root: '', rest: argv };
}

/** A tree belongs to whoever works on it; on the system itself only root may. */
export function mayActAsRoot(root: string): boolean {
  return root !== '' || process.getuid?.() === 0;
}
