// What the host says before stsctld is set up or taken away.
import type { DaemonFact, Facts } from './facts.ts';

export interface DaemonSetupFacts extends Pick<Facts, 'host' | 'root' | 'uid' | 'files' | 'programs'> {
  /** The user that it runs as. */
  readonly hasAccount: boolean;
  /** Null where there is no rcctl to ask. */
  readonly daemon: DaemonFact | null;
}
