// Random httpd.conf files: made of real statements, of their tokens in any order, or of any bytes.
import fc from 'fast-check';

const WORDS = [
  'server', 'location', 'match', 'listen', 'on', '*', 'tls', 'port', '80', '443', 'alias', 'root', '"/htdocs"', "'/a b'", 'request', 'strip', '1', '{', '}',
  ',', ';', '/', '=', '$m', '$', 'include', '"inc"', 'types', 'text', 'html', 'default', 'type', 'log', 'style', 'combined', 'block', 'return', '301',
  'pass', 'prefork', 'no', 'found', 'fastcgi', 'socket', '"x', 'm', '"a.example"', 'www.example.com', '#', '\\', '-5', '99999999999999999999',
];

const GAPS = ['\n', '\n\n', ' ', '\t', ' \\\n', '\r\n', '', '\n# comment\n', '\n# goes on \\\n'];

const token = fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...WORDS) }, { weight: 1, arbitrary: fc.string({ unit: 'binary-ascii', maxLength: 6 }) });

const soup = fc.array(fc.tuple(token, fc.constantFrom(...GAPS)), { maxLength: 60 }).map((pairs) => pairs.flat().join(''));

const bytes = fc.uint8Array({ maxLength: 200 }).map((data) => Buffer.from(data).toString('latin1'));

const option = fc.constantFrom('root "/x"', 'request strip 2', 'pass', 'block return 301 "https://$HTTP_HOST"', 'no log', 'gzip-static', 'directory { auto index, index "i" }', 'log style combined', 'default type text/plain');

const location = fc.tuple(fc.constantFrom('"/a*"', '"/b"', '*', 'not found "/c"', 'match "/d(.*)"'), fc.array(option, { minLength: 1, maxLength: 3 }))
  .map(([path, options]) => `\tlocation ${path} {\n${options.map((each) => `\t\t${each}\n`).join('')}\t}\n`);

/** A server block that httpd accepts, whatever its number, so that no name comes twice. */
export const serverBlock = fc.tuple(fc.nat(9999), fc.constantFrom('80', '443'), fc.array(option, { maxLength: 3 }), fc.option(location))
  .map(([number, port, options, inner]) => ({
    name: `n${number}.example`,
    text: `server "n${number}.example" {\n\tlisten on * ${port === '443' ? 'tls ' : ''}port ${port}\n${options.map((each) => `\t${each}\n`).join('')}${inner ?? ''}}`,
  }));

/** A valid file: distinct servers with comments and blank lines between. */
export const validFile = fc.uniqueArray(serverBlock, { minLength: 1, maxLength: 6, selector: ({ name }) => name })
  .chain((servers) => fc.array(fc.constantFrom('\n\n', '\n\n# note\n', '\n# mine\n', '\n\n\n'), { minLength: servers.length, maxLength: servers.length })
    .map((gaps) => servers.map(({ text }, at) => `${text}${gaps[at]}`).join('')));

export const anyFile = fc.oneof(soup, bytes, validFile, fc.tuple(validFile, fc.nat(), token).map(([text, at, junk]) => {
  const cut = at % (text.length + 1);
  return `${text.slice(0, cut)}${junk}${text.slice(cut)}`;
}));
