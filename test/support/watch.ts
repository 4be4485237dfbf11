// Snapshots and observations as the watch daemon would have them.
import type { Finding } from '../../src/model/finding.ts';
import type { DomainState, Observation, Snapshot } from '../../src/model/watch.ts';
import { NOTHING_KNOWN, remember } from '../../src/watch/remember.ts';

export const WATCH_NOW = Date.UTC(2026, 10, 24, 10, 15);
export const DAY_MS = 86_400_000;

export function findingOf(change: Partial<Finding> = {}): Finding {
  return { code: 'mx-certificate', severity: 'error', domain: 'example.com', where: '203.0.113.25:25', message: 'mail.example.com shows a certificate for mail.example.net', clause: 'RFC 8461 4.1', next: 'get one that names mail.example.com', ...change };
}

export function observationOf(change: Partial<Observation> = {}): Observation {
  return { at: WATCH_NOW - 600_000, durationMs: 1234, mode: 'enforce', id: '4f9b2c7e1a', certificateExpires: WATCH_NOW + 61 * DAY_MS, findings: [], isMailBlind: false, ...change };
}

export function stateOf(domain: string, observation: Observation | null = observationOf(), change: Partial<DomainState> = {}): DomainState {
  return { domain, shown: domain, mode: 'enforce', memory: observation === null ? NOTHING_KNOWN : remember(NOTHING_KNOWN, observation), nextAt: WATCH_NOW + 1_800_000, reports: null, ...change };
}

export function snapshotOf(domains: readonly DomainState[], change: Partial<Snapshot> = {}): Snapshot {
  return { host: 'mail.example.com', version: '0.1.0', now: WATCH_NOW, startedAt: WATCH_NOW - DAY_MS, intervalMs: 3_600_000, domains, inFlight: 1, checks: 24, failedChecks: 0, failedNotices: 0, configuration: { loadedAt: WATCH_NOW - DAY_MS, isCurrent: true }, ...change };
}

/** As a large installation looks: most are well, some are not, one was never looked at. */
export function manyStates(count: number): DomainState[] {
  return Array.from({ length: count }, (_, index) => {
    const domain = index === 0 ? 'example.com' : `kunde-${index}.example`;
    const reports = index % 7 === 6 ? null : { reports: 12 + index, successful: 18_000 + 13 * index, failed: index % 11 === 0 ? 42 : 0 };
    if (index % 37 === 36) return stateOf(domain, null, { reports });
    const expires = WATCH_NOW + ((index * 17) % 88) * DAY_MS;
    const findings = index % 23 === 3 ? [findingOf({ domain }), findingOf({ domain, code: 'policy-slow', where: '[2001:db8:0:0:8a2e:370:7334:1]:443', message: 'the policy takes 61 seconds' })] : index % 19 === 5 ? [findingOf({ domain, severity: 'warning', code: 'tlsrpt-missing', where: null, message: `there is no record at _smtp._tls.${domain}` })] : [];
    return stateOf(domain, observationOf({ findings, certificateExpires: expires, mode: index % 5 === 1 ? 'testing' : 'enforce' }), { mode: index % 5 === 1 && index % 2 === 0 ? 'testing' : 'enforce', reports });
  });
}
