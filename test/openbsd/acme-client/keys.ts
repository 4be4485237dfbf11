// Account and domain keys: read, or made with the mode acme-client gives them.
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { errorText } from '../error-text.ts';
import { placed, Trouble } from './io.ts';

/** `name` is the path as the configuration has it. */
export function readOrMakeKey(root: string, name: string, type: 'rsa' | 'ecdsa'): KeyObject {
  const path = placed(root, name);
  if (existsSync(path)) return readKey(path, name);
  const { privateKey } = type === 'rsa' ? generateKeyPairSync('rsa', { modulusLength: 4096 }) : generateKeyPairSync('ec', { namedCurve: 'P-384' });
  try {
    writeFileSync(path, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o400, flag: 'wx' });
  } catch (error) {
    throw new Trouble(`${name}: ${errorText(error)}`);
  }
  return privateKey;
}

function readKey(path: string, name: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(path));
  } catch (error) {
    throw new Trouble(`${name}: PEM_read_PrivateKey`, (error as Error).message);
  }
}
