// The program's own messages as findings, and those it will give once the certificates are there.
import type { Bytes } from '../model/bytes.ts';
import type { LintFinding } from '../model/lint.ts';
import { placeInText } from './place-in-text.ts';

const MESSAGE = /^([^\n]*?):(\d+): (.*)$/s;

/** `program` as in "httpd -n". */
export function verdictFindings(program: string, file: string, text: Bytes, stderr: readonly string[]): LintFinding[] {
  const said = stderr.filter((line) => line !== 'configuration OK');
  const placed = said.filter((line) => MESSAGE.test(line));
  // What a program adds at the end ("no actions, nothing to do") tells something only when it is all it says.
  return (placed.length > 0 ? placed : said).map((line) => verdictFinding(program, file, text, line));
}

function verdictFinding(program: string, file: string, text: Bytes, said: string): LintFinding {
  const found = MESSAGE.exec(said);
  const isSoft = said.endsWith(': failed to load public/private keys');
  const message = found?.[3] ?? said;
  const other = found !== null && found[1] !== file;
  return {
    code: 'verdict',
    severity: isSoft ? 'warning' : 'error',
    place: found === null ? { file } : other ? { file: found[1] ?? file, line: Number(found[2]) } : placeInText(file, text, Number(found[2])),
    message: `${program} says: ${message}`,
    why: isSoft ? 'until certificate and key can be read, httpd drops this server with its locations, or, where its first listen is a plain one, fails every TLS session of the sockets it comes first on; it exits 0 all the same' : `${program} refuses the file`,
    next: isSoft ? 'get the certificate (acme-client), or correct the paths' : 'correct this line',
  };
}

/** Messages that only show when every certificate and key is readable: the day the certificate arrives. */
export function latentFindings(file: string, text: Bytes, now: readonly string[], arrived: readonly string[]): LintFinding[] {
  const known = new Set(now);
  return arrived
    .filter((line) => !known.has(line) && MESSAGE.test(line))
    .map((line) => {
      const [, itsFile = file, at = '1', message = ''] = MESSAGE.exec(line) ?? [];
      return {
        code: 'latent-fault',
        severity: 'error',
        place: itsFile === file ? placeInText(file, text, Number(at)) : { file: itsFile, line: Number(at) },
        message: `httpd -n will say, once the certificates are there: ${message}`,
        why: 'httpd does not compare a server it drops for want of a certificate; the first reload after the certificate arrives fails',
        next: 'give the servers that share an address and port the same tls options and different names',
      };
    });
}
