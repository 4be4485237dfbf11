// Puts each rule's action at the rule's number.
import type { Action } from './driver.ts';
import type { Tables } from './tables.ts';

export function bindActions<C>(tables: Tables, actions: Readonly<Record<string, Action<C>>>): (Action<C> | undefined)[] {
  return tables.grammar.rules.map(({ action }) => {
    if (action === null) return undefined;
    const found = actions[action];
    if (found === undefined) throw new Error(`no action called ${action}`);
    return found;
  });
}
