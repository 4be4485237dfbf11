// Master files as people write them, and bytes that are none.
import fc from 'fast-check';

const blank = fc.constantFrom(' ', '  ', '\t', '\t\t', '        ');
const eitherCase = (word: string) => fc.constantFrom(word, word.toUpperCase(), word.toLowerCase());
const comment = fc.constantFrom('', '', '', ' ; note', '; "not a string', ' ;( nor this');

/** Of example.com, with the names stsctl writes among them. */
const LABELS = ['www', 'mail', 'mta-sts', '_mta-sts', '_smtp._tls', 'a.b', 'mta-sts.sub', '_mta-sts.sub', 'sub'];
const TEXTS = ['v=STSv1; id=20200101;', 'v=TLSRPTv1; rua=mailto:old@example.com', 'v=spf1 -all', 'say "hi" \\ there', 'v=STSv1;id=1', ''];

const owner = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom(...LABELS, '@') },
  { weight: 2, arbitrary: fc.constantFrom(...LABELS).map((label) => `${label}.example.com.`) },
  { weight: 1, arbitrary: fc.constantFrom('WWW', 'Mta-Sts', '_MTA-STS', '\\095mta-sts') },
  { weight: 3, arbitrary: fc.constant('') },
);

const meta = fc.tuple(fc.constantFrom('', '300', '1h', '1D'), fc.constantFrom('', 'IN', 'in'), fc.boolean()).map(([ttl, klass, isSwapped]) => (isSwapped ? [klass, ttl] : [ttl, klass]).filter((each) => each !== ''));

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}

/** One string, or cut into two. */
const text = fc.tuple(fc.constantFrom(...TEXTS), fc.nat({ max: 20 })).map(([all, cut]) => (cut === 0 || cut >= all.length ? [quoted(all)] : [quoted(all.slice(0, cut)), quoted(all.slice(cut))]));

const value = fc.oneof(
  fc.tuple(eitherCase('A'), fc.constantFrom(['203.0.113.1'], ['203.0.113.2'], ['198.51.100.7'])),
  fc.tuple(eitherCase('AAAA'), fc.constantFrom(['2001:db8::1'], ['2001:DB8:0::1'], ['2001:db8::2'])),
  fc.tuple(eitherCase('TXT'), text),
  fc.tuple(eitherCase('MX'), fc.constant(['10', 'mail'])),
);

const record = fc.tuple(owner, blank, meta, value, comment, fc.nat({ max: 5 })).map(([name, gap, fields, [type, values], note, form]) => {
  const head = [name, ...fields, type].join(gap);
  if (form === 0) return `${head}${gap}(${note}\n${gap}${values.join(`${gap};in\n\n${gap}`)} )${note}`;
  return `${head}${gap}${values.join(gap)}${note}`;
});

const line = fc.oneof(
  { weight: 12, arbitrary: record },
  { weight: 2, arbitrary: fc.constantFrom('', '; a comment', '   ', '\t; indented') },
  { weight: 1, arbitrary: fc.constantFrom('$ORIGIN sub.example.com.', '$ORIGIN example.com.', '$TTL 2h', '$ORIGIN com.') },
);

const head = fc.constantFrom('$TTL 1h\n', '; zone\n$ORIGIN example.com.\n$TTL 3600\n', '$TTL 86400\n\n');
const serial = fc.constantFrom('1', '41', '2020010100', '2026112499', '2030010101', '4294967295', '1700000000', '0007');
const soa = fc.tuple(fc.constantFrom('@', 'example.com.'), serial, fc.boolean()).map(([name, number, isLong]) => (isLong ? `${name}\tIN SOA ns hostmaster (\n\t${number} ; serial\n\t1h 10m 1d 1h )\n` : `${name} SOA ns.example.com. hostmaster ${number} 3600 600 86400 3600\n`));

/** A zone that nsd takes, whatever its lines are. */
export const anyZone = fc.tuple(head, soa, fc.array(line, { maxLength: 14 }), fc.boolean(), fc.boolean()).map(([top, start, lines, isCrlf, isEnded]) => {
  const all = `${top}${start}@ NS ns\nns A 192.0.2.53\n${lines.join('\n')}${isEnded ? '\n' : ''}`;
  return isCrlf ? all.replaceAll('\n', '\r\n') : all;
});

const piece = fc.constantFrom('"', '\\', '(', ')', ';', ' ', '\t', '\n', '\r\n', '\r', '\0', '$TTL', '$ORIGIN', '$INCLUDE', '@', 'IN', 'TXT', 'A', '1h', 'a.', '\\032', '\\"', 'v=STSv1', '\xff');

/** Anything at all. */
export const anyBytes = fc.oneof(fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join('')), fc.string({ unit: 'binary', maxLength: 60 }).map((each) => Buffer.from(each).toString('latin1')), anyZone);
