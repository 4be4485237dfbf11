// What root's crontab renews, as this host and this configuration see it.
import type { Facts } from '../model/facts.ts';
import { Renewals } from '../formats/crontab/renewals.ts';

export interface CrontabRenewals {
  readonly renewals: Renewals;
  /** Of the line that this stsctl would write; "" for the default one. */
  readonly config: string;
}

/** `text` in place of what the crontab is now. */
export function crontabRenewals({ crontab, agent, files }: Facts, text = crontab ?? ''): CrontabRenewals {
  const at = agent?.indexOf('-f') ?? -1;
  const renewals = new Renewals(text, { isThere: (program) => files.get(program)?.stat !== null });
  return { renewals, config: at < 0 ? '' : (agent?.[at + 1] ?? '') };
}
