// Root writes into the store as the store's owner: what it makes stays his to append to, and a link he planted leads root nowhere.
import { statSync } from 'node:fs';

export async function asOwner<T>(directory: string, work: () => Promise<T>): Promise<T> {
  const back = become(directory);
  try {
    return await work();
  } finally {
    back();
  }
}

export function asOwnerAtOnce<T>(directory: string, work: () => T): T {
  const back = become(directory);
  try {
    return work();
  } finally {
    back();
  }
}

/** What makes this process root again, if it was. */
function become(directory: string): () => void {
  const owner = statSync(directory);
  const { geteuid, getegid, seteuid, setegid } = process;
  if (geteuid?.() !== 0 || owner.uid === 0 || getegid === undefined || seteuid === undefined || setegid === undefined) return () => undefined;
  const group = getegid();
  setegid(owner.gid);
  seteuid(owner.uid);
  return () => {
    seteuid(0);
    setegid(group);
  };
}
