// httpd(8): enabled, started, or told to read its configuration again (rcctl(8)).
import { LOCK } from '../model/base-system.ts';
import type { DaemonFact, Facts } from '../model/facts.ts';
import type { DaemonAction, DaemonStep } from '../model/plan.ts';

const STOPPED: DaemonFact = { enabled: false, running: false };

/** A run that was killed may have changed what httpd reads, and not had it reloaded. */
export function wasInterrupted({ files }: Facts): boolean {
  return Boolean(files.get(LOCK)?.stat);
}

export function planDaemon(facts: Facts, configurationChanges: boolean, isRead: boolean): DaemonStep[] {
  const { enabled, running } = facts.httpd ?? STOPPED;
  const steps: DaemonStep[] = [];
  if (!enabled) steps.push(daemonStep('enable', 'httpd is not started at boot'));
  if (!running) steps.push(daemonStep('start', 'httpd is not running'));
  else if (configurationChanges) steps.push(daemonStep('reload', 'httpd reads the new httpd.conf'));
  else if (wasInterrupted(facts) && !isRead) steps.push(daemonStep('reload', 'an earlier run was ended in the middle; httpd may not have read what it wrote'));
  return steps;
}

export function daemonStep(action: DaemonAction, reason: string, daemon: DaemonStep['daemon'] = 'httpd'): DaemonStep {
  return { kind: 'daemon', daemon, action, reason };
}
