// What the plan says of lines of root's crontab that it leaves as they are.
import type { Renewals } from '../formats/crontab/renewals.ts';

export function crontabNotes(renewals: Renewals, handles: readonly string[], config: string): string[] {
  return [
    ...handles.flatMap((handle) => renewals.linesWithoutReload(handle).map((line) => `${placed(line)} renews ${handle} and never reloads httpd, which would go on serving the old certificate; stsctl leaves the line as it is; add to it: && rcctl reload httpd`)),
    ...renewals.seldomLines(handles, config).map(({ line, when }) => `${placed(line)} runs ${when}: it counts as no renewal; stsctl leaves the line as it is`),
    ...renewals.unmailedLines(handles, config).map((line) => `${placed(line)} runs with MAILTO="": nobody gets the report of a renewal that fails; set MAILTO above it (crontab(5))`),
  ];
}

function placed(line: number): string {
  return `crontab of root, line ${line}:`;
}
