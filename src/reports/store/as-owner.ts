// Root writes into the store as the store's owner: what it makes stays his to append to, and a link he planted leads root nowhere.
import { statSync } from 'node:fs';

export async function asOwner<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const owner = statSync(directory);
  const isOthers = process.geteuid?.() === 0 && owner.uid !== 0;
  if (!isOthers || process.setegid === undefined || process.seteuid === undefined || process.getegid === undefined) return work();
  const group = process.getegid();
  process.setegid(owner.gid);
  process.seteuid(owner.uid);
  try {
    return await work();
  } finally {
    process.seteuid(0);
    process.setegid(group);
  }
}
