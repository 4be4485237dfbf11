// Work that is not to be done all at once.

/** Runs so many at once, the others in their order. */
export function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  let free = count;
  const waiting: (() => void)[] = [];
  return async (work) => {
    if (free === 0) await new Promise<void>((resolve) => waiting.push(resolve));
    else free -= 1;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}

/** The same, a limit for each key. */
export function atMostEach(count: number): <T>(key: string, work: () => Promise<T>) => Promise<T> {
  const limits = new Map<string, ReturnType<typeof atMost>>();
  return (key, work) => {
    const limit = limits.get(key) ?? atMost(count);
    limits.set(key, limit);
    return limit(work);
  };
}
