// The snapshot as JSON, read-only: version 1. Pure.
import type { DomainState, Snapshot } from '../model/watch.ts';

export function domainsJson({ now, domains }: Snapshot): string {
  return `${JSON.stringify({ version: 1, at: iso(now), domains: domains.map(domainJson) }, null, 1)}\n`;
}

function domainJson({ domain, mode, memory: { last, changes }, nextAt, reports }: DomainState) {
  return {
    domain,
    configuredMode: mode,
    mode: last?.mode ?? null,
    id: last?.id ?? null,
    certificateExpires: last?.certificateExpires == null ? null : iso(last.certificateExpires),
    checkedAt: last === null ? null : iso(last.at),
    nextCheckAt: iso(nextAt),
    findings: last?.findings ?? null,
    changes: changes.map(({ at, ...change }) => ({ at: iso(at), ...change })),
    reports,
  };
}

function iso(at: number): string {
  return new Date(at).toISOString();
}
