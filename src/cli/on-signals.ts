// Ctrl-C and its kind while a host is worked on. A file of its own: what a run begins with must not bring all that an apply needs.

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** A signal is for the whole run, whichever host is being worked on. */
let isSignalled = false;

/** The first signal ends the run between two steps and puts everything back; nothing is cut short. */
export function onSignals() {
  const note = () => void (isSignalled = true);
  for (const signal of SIGNALS) process.on(signal, note);
  return { has: () => isSignalled, stop: () => SIGNALS.forEach((signal) => process.off(signal, note)) };
}
