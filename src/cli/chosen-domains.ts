// The domains named on the command line, all of them when none is named.
import type { DesiredDomain } from '../model/desired.ts';
import { Failure } from '../model/failure.ts';

/** Throws Failure for a name the configuration does not have. */
export function chosenDomains(all: readonly DesiredDomain[], names: readonly string[]): readonly DesiredDomain[] {
  if (names.length === 0) return all;
  return names.map((name) => {
    const found = all.find(({ domain, shown }) => domain === name.toLowerCase() || shown === name);
    if (found !== undefined) return found;
    throw new Failure([
      { code: 'usage', message: `there is no [domain ${name}] in the configuration`, unchanged: 'everything', next: 'name one of its domains, or none for all of them' },
    ]);
  });
}
