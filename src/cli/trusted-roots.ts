// The certificate authorities a policy's certificate may come from.
import { rootCertificates } from 'node:tls';
import { Failure } from '../model/failure.ts';
import { readInput } from './read-input.ts';

/** Node's own roots and those of the file; undefined, which means Node's own, without a file. */
export async function trustedRoots(caFile: string | null): Promise<readonly string[] | undefined> {
  if (caFile === null) return undefined;
  const text = await readInput({ file: caFile, what: 'certificate file' });
  if (text !== null && text.includes('-----BEGIN CERTIFICATE-----')) return [...rootCertificates, text];
  throw new Failure([
    {
      code: 'config-value',
      place: { file: caFile },
      message: text === null ? 'there is no such file' : 'holds no certificate in PEM form',
      unchanged: 'everything on the host',
      next: 'name a file with the authority\'s root certificate: --ca-file FILE, or ca_file in [acme]',
    },
  ]);
}
