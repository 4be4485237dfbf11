// stsctl dns: the records to publish, for a zone file, a hosting panel, nsupdate(1), or as JSON.
import type { DesiredDomain } from '../model/desired.ts';
import { formatNsupdate } from '../formats/zone/format-nsupdate.ts';
import { formatRecords } from '../formats/zone/format-records.ts';
import type { CommandContext } from './command-context.ts';
import { chosenDomains } from './chosen-domains.ts';
import { columns } from './columns.ts';
import { escapeLine } from './escape-text.ts';
import { loadDesired } from './load-desired.ts';

export async function commandDns(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  if (options.zone !== null) return (await import('./dns-zone.ts')).editZone(context, options.zone);
  const domains = chosenDomains((await loadDesired(context)).domains, operands);
  if (options.json) terminal.out(JSON.stringify(domains.map(asJson), null, 2));
  else if (options.nsupdate) terminal.out(domains.map(formatNsupdate).join('\n'));
  else if (options.table) terminal.out(asTable(domains));
  else if (!terminal.isQuiet) terminal.out(domains.map(asZone).join('\n\n'));
  return 0;
}

function asJson({ domain, zone, records }: DesiredDomain) {
  return { domain, zone, records };
}

/** What the fields of a hosting panel take: no final dot, no quotes. */
function asTable(domains: readonly DesiredDomain[]): string {
  const rows = domains.flatMap(({ records }) => records.map(({ name, type, value }) => [name, type, value]));
  return columns([['NAME', 'TYPE', 'VALUE'], ...rows]).join('\n');
}

function asZone({ domain, shown, zone, records, addresses }: DesiredDomain): string {
  const name = shown.toLowerCase() === domain ? domain : `${domain} (${escapeLine(shown)})`;
  const heading = zone === null ? `; ${name}` : `; ${name}, for ${zone}`;
  const missing = addresses.length > 0 ? [] : [`; say address[] in [domain ${domain}] for the A and AAAA records of mta-sts.${domain}`];
  return [heading, ...missing, formatRecords(records).trimEnd()].join('\n');
}
