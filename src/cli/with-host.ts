// What is to be done next is to be done there: commands in messages get the -H they need.
import type { Options } from './command-context.ts';

/** A walk goes on with the hosts that it was begun with. */
export function withHost(text: string, name: string, { hosts }: Pick<Options, 'hosts'>): string {
  return text
    .replace(/\bstsctl (?=(?:mode|mx|retire)\b)/g, `stsctl ${hosts.map((each) => `-H ${each}`).join(' ')} `)
    .replace(/\bstsctl (?=(?:-n )?(?:plan|apply|rollback|renew|check|dns|lint|status)\b)/g, `stsctl -H ${name} `)
    .replace(/\bstsctl --accept-new/g, `stsctl -H ${name} --accept-new`);
}
