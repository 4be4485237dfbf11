// Mutants that come to the same, judged one by one: no test can tell them from the source, so they are not counted.

export interface Equivalent {
  readonly path: string;
  /** Without the blanks around it. */
  readonly line: string;
  /** Column in `line`, from 0. */
  readonly at: number;
  readonly becomes: string;
  readonly why: string;
}

function at(path: string, line: string, mark: string, becomes: string, why: string): Equivalent {
  return { path: `src/${path}`, line: line.replace(mark, mark.replaceAll('»', '')), at: line.indexOf('»'), becomes, why };
}

/** `»` stands before what is changed. */
export const EQUIVALENT: readonly Equivalent[] = [
  at('formats/mta-sts/record-fields.ts', 'if (index < pieces.length - 1) while (end »> start && isBlank(piece[end - 1])) end -= 1;', '»>', '>=', 'of a piece of blanks alone start and end meet; further on, slice() gives nothing as well'),
  at('plan/zone/domain-edits.ts', 'return written === wanted || (ids[»0] !== null && ids[0] === ids[1]) || (uris[0] !== null && uris[0] === uris[1]);', '»0', '1', 'the next comparison says that both are the same'),
  at('plan/zone/domain-edits.ts', 'return written === wanted || (ids[0] !== null && ids[0] === ids[1]) || (uris[»0] !== null && uris[0] === uris[1]);', '»0', '1', 'the next comparison says that both are the same'),
  at('apply/plan-run.ts', "return steps.flatMap((step) => (»step.kind === 'write-file' ? (withdrawalFor(step, handle)?.names ?? []) : []));", "»step.kind", 'true', 'no other step has withdrawals'),
  at('plan/plan-acme-client-conf.ts', 'const leaving = renamed.»find((each) => each.found === found)?.leaving ?? [];', '»find', 'findLast', 'each handle is in the list once'),
  at('plan/plan-acme-client-conf.ts', 'const found = conf.domains.»find((each) => each.handle === wanted.handle);', '»find', 'findLast', 'acme-client takes no second handle of a name'),
  at('plan/plan-acme-client-conf.ts', 'const found = domains.»find((each) => each.handle === wanted.handle);', '»find', 'findLast', 'acme-client takes no second handle of a name'),
  at('plan/read-acme-client-conf.ts', 'if (»asItIs.exit === 0) return { conf: asItIs.conf, diagnostics: [] };', '»asItIs.exit === 0', 'false', 'what is taken as it is, is taken with private keys too; it spares the reading'),
  at('plan/crontab-renewals.ts', "const at = agent?.indexOf('-f') ?? -»1;", '»1', '2', 'any number below 0 is none'),
  at('plan/plan.ts', "const written = new Set(policies.steps.map((step) => (»'path' in step ? step.path : '')));", "»'path' in step", 'true', 'every step of theirs writes a file'),
  at('plan/zone/zone-of-file.ts', "const ownSoa = zone.records.»find(({ type }) => type === 'SOA') ?? soa;", '»find', 'findLast', 'a second SOA record is refused above'),
  at('plan/plan.ts', 'const { desired: wished, notes: waiting } = holdBack(»held.size === 0 ? all : placed(all, web, world, adopt), held, servedBy(web.blocks), facts);', '»held.size === 0', 'false', 'the files are placed further below as well; it spares that twice'),
  at('plan/plan-crontab.ts', 'const now = »after === updated.text ? renewals : crontabRenewals(facts, after).renewals;', '»after === updated.text', 'false', 'the same text reads the same; it spares the reading'),
  at('plan/own-crontab-lines.ts', 'if (»reasons.size === 0) return { ok: true, text, reasons: [] };', '»reasons.size === 0', 'false', 'a crontab is printed as it was read, which a law holds'),
  at('plan/edit-servers.ts', '.filter((server) => !gone.ours.has(server) && !gone.adopted.has(server) && server.range.start »< at);', '»<', '<=', 'only the block itself begins where it does, and it is left out before'),
  at('formats/httpd-conf/glob.ts', 'if (next »>= 0) {', '»>=', '>', 'what follows a character is never the first one'),
  at('formats/smtpd-conf/read-smtpd-conf.ts', "if (words[0] !== 'match' || at < »0) return [];", '»0', '1', 'a word "for" stands before it: the first place is not 0'),
  at('formats/tls-rpt/report-uri.ts', "const isHost = found !== null && isDomain(found[1] ?? '') && Number(found[2] ?? »443) <= 65535;", '»443', '444', 'any port that there is passes the comparison'),
  at('formats/dns/record-values.ts', "const { flags = »0, tag = '', value = '' } = data as { flags?: number; tag?: string; value?: string };", '»0', '1', 'only the highest bit is looked at'),
  at('formats/httpd-conf/statement-actions.ts', 'const [type, subtype] = [c.text(at + »1), c.text(at + 3)];', '»1', '2', 'a "/" has the value of the word before it, as in yacc'),
  at('formats/bsd-conf/parse-top.ts', 'lexer.macros.set(String(c.values[at + »1]), String(c.values[at + 3]));', '»1', '2', 'a "=" has the value of the word before it, as in yacc'),
  at('formats/crontab/renewal-command.ts', "const programs = argv.slice(0, at + »1).filter((word) => word?.startsWith('/') === true);", '»1', '2', 'the word behind stsctl is an option or "renew"'),
  at('formats/zone/zone-layout.ts', 'return (ttl[1]?.start ?? 0) »> (klass[1]?.start ?? Number.POSITIVE_INFINITY) ? [klass, ttl] : [ttl, klass];', '»>', '>=', 'the two are at different places, and no class at 0'),
  at('formats/zone/zone-layout.ts', 'return (ttl[1]?.start ?? »0) > (klass[1]?.start ?? Number.POSITIVE_INFINITY) ? [klass, ttl] : [ttl, klass];', '»0', '1', 'a name or a blank stands before the class'),
  at('formats/dns/follow-aliases.ts', "if (aliases.length === MAX_ALIASES || to === plain(name) »|| aliases.includes(to)) return 'loop';", '»||', '&&', 'a loop that goes on ends at MAX_ALIASES as one'),
  at('formats/httpd-conf/serving-actions.ts', 'if (written »<= 0 || !isStatusCode(code)) return c.mistake(`invalid return code: ${written}`);', '»<=', '<', '0 is no status code'),
  at('formats/httpd-conf/serving-actions.ts', 'if (written <= »0 || !isStatusCode(code)) return c.mistake(`invalid return code: ${written}`);', '»0', '1', '1 is no status code'),
  at('formats/ini/read-ini.ts', "reading.open = { name, spot: spotIn(line, »0, 1), entries: [] };", '»0', '1', 'nobody sees that section'),
];
