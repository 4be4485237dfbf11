// The one line that doas.conf(5) needs.

/** `args` must match exactly, so this permits this shell with its script on standard input and nothing else by that rule. */
export function doasRule(ssh: string): string {
  const user = ssh.includes('@') ? ssh.slice(0, ssh.indexOf('@')) : 'USER';
  return `permit nopass ${user} as root cmd /bin/sh args -s`;
}
