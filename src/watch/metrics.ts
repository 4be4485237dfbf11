// The snapshot in the text format of Prometheus, version 0.0.4: names and units as its conventions ask. Pure.
import type { DomainState, Snapshot } from '../model/watch.ts';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [Labels, number];

interface Metric {
  readonly name: string;
  readonly type: 'gauge' | 'counter';
  readonly help: string;
  readonly samples: readonly Sample[];
}

export const METRICS_TYPE = 'text/plain; version=0.0.4; charset=utf-8';
const SEVERITIES = ['error', 'warning', 'note'] as const;

export function metricsText(snapshot: Snapshot): string {
  return metricsOf(snapshot).map(formatMetric).join('');
}

function metricsOf(snapshot: Snapshot): Metric[] {
  const { version, domains, startedAt, intervalMs, inFlight, checks, failedChecks, failedNotices, configuration } = snapshot;
  const gauge = (name: string, help: string, samples: readonly Sample[] | number): Metric => ({ name, type: 'gauge', help, samples: typeof samples === 'number' ? [[{}, samples]] : samples });
  const counter = (name: string, help: string, value: number): Metric => ({ name, type: 'counter', help, samples: [[{}, value]] });
  const seen = domains.flatMap((each) => (each.memory.last === null ? [] : [{ ...each, last: each.memory.last }]));
  return [
    gauge('stsctl_build_info', 'Version of stsctl.', [[{ version }, 1]]),
    gauge('stsctl_start_timestamp_seconds', 'When the daemon was started.', startedAt / 1000),
    gauge('stsctl_config_last_reload_successful', 'Whether the configuration in use is the file as it was read last.', configuration.isCurrent ? 1 : 0),
    gauge('stsctl_config_last_reload_success_timestamp_seconds', 'When the configuration in use was read.', configuration.loadedAt / 1000),
    gauge('stsctl_domains', 'Domains that are watched.', domains.length),
    gauge('stsctl_check_interval_seconds', 'How often each domain is checked, before jitter.', intervalMs / 1000),
    gauge('stsctl_checks_in_flight', 'Checks under way.', inFlight),
    counter('stsctl_checks_total', 'Checks since the start.', checks),
    counter('stsctl_checks_failed_total', 'Checks that learnt nothing, since the start.', failedChecks),
    counter('stsctl_notices_failed_total', 'Notices that nobody could be told, since the start.', failedNotices),
    gauge('stsctl_domain_findings', 'What the last check found, by severity.', seen.flatMap(({ domain, last }) => SEVERITIES.map((severity): Sample => [{ domain, severity }, last.findings.filter((each) => each.severity === severity).length]))),
    gauge('stsctl_domain_mode_info', 'Mode of the policy as senders see it; "unknown" where they see none.', seen.map(({ domain, last }): Sample => [{ domain, mode: last.mode ?? 'unknown' }, 1])),
    gauge('stsctl_certificate_expiry_timestamp_seconds', "When the policy host's certificate expires, the soonest of its addresses.", seen.flatMap(({ domain, last }): Sample[] => (last.certificateExpires === null ? [] : [[{ domain }, last.certificateExpires / 1000]]))),
    gauge('stsctl_last_check_timestamp_seconds', 'When the domain was checked last.', seen.map(({ domain, last }): Sample => [{ domain }, last.at / 1000])),
    gauge('stsctl_check_duration_seconds', 'How long the last check took.', seen.map(({ domain, last }): Sample => [{ domain }, last.durationMs / 1000])),
    gauge('stsctl_report_sessions', 'Sessions that TLS reports of the last 30 days count (RFC 8460).', domains.flatMap(reportSamples)),
  ];
}

function reportSamples({ domain, reports }: DomainState): Sample[] {
  if (reports === null) return [];
  return [[{ domain, result: 'successful' }, reports.successful], [{ domain, result: 'failed' }, reports.failed]];
}

function formatMetric({ name, type, help, samples }: Metric): string {
  if (samples.length === 0) return '';
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...samples.map(([labels, value]) => `${name}${formatLabels(labels)} ${value}`), ''].join('\n');
}

function formatLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([label, value]) => `${label}="${value.replace(/[\\"\n]/g, (character) => (character === '\n' ? '\\n' : `\\${character}`))}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
