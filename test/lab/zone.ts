// The zones of the lab: names, their records, and the text of a zone file.

export interface HostRecords {
  readonly a?: readonly string[];
  readonly aaaa?: readonly string[];
  readonly txt?: readonly string[];
  /** As in a zone file: `10 mail.example.com.` */
  readonly mx?: readonly string[];
  /** As in a zone file: `0 issue "ca.example"`. */
  readonly caa?: readonly string[];
}

export const IPV4 = '203.0.113.1';
export const IPV6 = '2001:db8::7334';

/** Each is a zone of its own. */
export const ZONES = ['example.com', 'example.org', 'example.net'] as const;

/** A hundred more domains, d1.example.net to d100.example.net, for whoever needs a fresh name. */
export const FURTHER_DOMAINS = Array.from({ length: 100 }, (_, index) => `d${index + 1}.example.net`);

/** mta-sts.NAME of every domain, at the lab's IPv4 address. */
export function labRecords(): Map<string, HostRecords> {
  const domains = [...ZONES, ...FURTHER_DOMAINS];
  return new Map(domains.map((domain) => [`mta-sts.${domain}`, { a: [IPV4] }]));
}

export function zoneOf(name: string): string {
  const zone = ZONES.find((each) => name === each || name.endsWith(`.${each}`));
  if (zone === undefined) throw new Error(`${name} is in none of ${ZONES.join(', ')}`);
  return zone;
}

export function formatZone(zone: string, serial: number, records: ReadonlyMap<string, HostRecords>): string {
  const head = [`$ORIGIN ${zone}.`, '$TTL 1', `@ IN SOA ns.${zone}. hostmaster.${zone}. ${serial} 3600 600 86400 1`, `@ IN NS ns.${zone}.`, 'ns IN A 127.0.0.1'];
  const own = [...records].filter(([name]) => zoneOf(name) === zone).flatMap(([name, each]) => formatHost(name, each));
  return `${[...head, ...own].join('\n')}\n`;
}

function formatHost(name: string, { a = [], aaaa = [], txt = [], mx = [], caa = [] }: HostRecords): string[] {
  const line = (type: string, value: string) => `${name}. IN ${type} ${value}`;
  return [
    ...a.map((each) => line('A', each)),
    ...aaaa.map((each) => line('AAAA', each)),
    ...txt.map((each) => line('TXT', JSON.stringify(each))),
    ...mx.map((each) => line('MX', each)),
    ...caa.map((each) => line('CAA', each)),
  ];
}
