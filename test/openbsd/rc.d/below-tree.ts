// The rc.d(8) script of stsctld as it runs in a tree: its paths lead below the tree, its node and stsctl are those at hand.

export function belowTree(script: string, root: string, stsctl: string): string {
  return script
    .replace('/usr/local/bin/node /usr/local/lib/node_modules/stsctl/bin/stsctl', () => `${process.execPath} ${stsctl}`)
    .replace('. /etc/rc.d/rc.subr', () => `. ${root}/etc/rc.d/rc.subr`)
    .replace('/var/db/stsctl-watch', () => `${root}/var/db/stsctl-watch`);
}
