// Work that may take long: on a terminal a line says what it is at, from the second second on, and leaves nothing behind.
import { LiveLines } from './live-lines.ts';
import type { Terminal } from './terminal.ts';

/** Whoever waits less needs no line. */
const PATIENCE_MS = 1000;

/** `work` is given what it says where it is with; it prints nothing else meanwhile. Elsewhere than on a terminal, and when quiet, nothing is shown. */
export async function whileWorking<T>({ screen, note }: Terminal, name: string, work: (say: (stage: string) => void) => Promise<T>): Promise<T> {
  if (screen === null) return work(note);
  const live = new LiveLines([name], screen);
  let isShown = false;
  let latest = 'working';
  const show = () => live.set(name, 'working', latest);
  const timer = setTimeout(() => {
    isShown = true;
    show();
  }, PATIENCE_MS);
  try {
    return await work((stage) => {
      latest = stage;
      if (isShown) show();
    });
  } finally {
    clearTimeout(timer);
    live.end();
  }
}
