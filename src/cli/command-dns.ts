// stsctl dns: the records for the zone file.
import type { DesiredDomain } from '../model/desired.ts';
import { formatRecords } from '../formats/zone/format-records.ts';
import type { CommandContext } from './command-context.ts';
import { chosenDomains } from './chosen-domains.ts';
import { escapeLine } from './escape-text.ts';
import { loadDesired } from './load-desired.ts';

export async function commandDns(context: CommandContext): Promise<number> {
  const { terminal, options, operands } = context;
  const domains = chosenDomains((await loadDesired(context)).domains, operands);
  if (options.json) terminal.out(JSON.stringify(domains.map(asJson), null, 2));
  else if (!terminal.isQuiet) terminal.out(domains.map(asZone).join('\n\n'));
  return 0;
}

function asJson({ domain, zone, records }: DesiredDomain) {
  return { domain, zone, records };
}

function asZone({ domain, shown, zone, records, addresses }: DesiredDomain): string {
  const name = shown.toLowerCase() === domain ? domain : `${domain} (${escapeLine(shown)})`;
  const heading = zone === null ? `; ${name}` : `; ${name}, for ${zone}`;
  const missing = addresses.length > 0 ? [] : [`; say address[] in [domain ${domain}] for the A and AAAA records of mta-sts.${domain}`];
  return [heading, ...missing, formatRecords(records).trimEnd()].join('\n');
}
