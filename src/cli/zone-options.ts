// Options of dns that mean something only where a zone file is edited.

const WITH_ZONE = ['ca-file', 'connect', 'host', 'server', 'wait'] as const;
export const DEFAULT_WAIT_SECONDS = 60;

/** What is wrong with them; null when nothing is. The file is a path on the host, which is another machine with -H and below --root with that. */
export function wrongZoneUse(command: string, values: Readonly<Record<string, unknown>>): string | null {
  if (command !== 'dns') return null;
  const { zone, wait } = values;
  const needy = WITH_ZONE.find((each) => values[each] !== undefined);
  if (zone === undefined) return needy === undefined ? null : `dns takes ${needy === 'host' ? '-H' : `--${needy}`} with --zone only`;
  if (!/^\/./.test(String(zone))) return `--zone is "${String(zone)}"; use an absolute path`;
  return wait === undefined || /^\d{1,5}$/.test(String(wait)) ? null : `--wait is "${String(wait)}"; use seconds, 0 not to look`;
}
