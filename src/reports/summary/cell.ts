// Sums of one day and domain. Sessions come from the summaries alone: one session may stand in several details (RFC 8460 4.3).
import { isIPv4, isIPv6 } from 'node:net';
import type { FailureDetail, ReportedPolicy, StoredReport } from '../../model/tls-report.ts';

/** [reports, successful, failed] */
export type Sums = [number, number, number];
/** Failed sessions as the details count them, by result type. */
export type Failures = Record<string, number>;

export interface Cell {
  readonly total: Sums;
  readonly organizations: Record<string, Sums>;
  readonly policyTypes: Record<string, Sums>;
  readonly trust: Record<string, number>;
  /** By result type: [reports, sessions]. */
  readonly resultTypes: Record<string, [number, number]>;
  readonly mx: Record<string, Failures>;
  /** By network that sent: sessions. */
  readonly networks: Record<string, number>;
}

/** Names a sender can make up: beyond so many a day they are one. */
const MOST = 500;
export const OTHERS = '(others)';

/** Without a prototype: "__proto__" is an organization like any other. */
function record<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>;
}

export function emptyCell(): Cell {
  return { total: [0, 0, 0], organizations: record(), policyTypes: record(), trust: record(), resultTypes: record(), mx: record(), networks: record() };
}

/** What `into` has under the name, made when it is new. */
export function at<T>(into: Record<string, T>, name: string, make: () => T): T {
  const found = into[name];
  if (found !== undefined) return found;
  if (name !== OTHERS && Object.keys(into).length >= MOST) return at(into, OTHERS, make);
  return (into[name] = make());
}

export function addToCell(cell: Cell, report: StoredReport, policies: readonly ReportedPolicy[]): void {
  const sums: Sums = [1, 0, 0];
  const types = new Set<string>();
  for (const policy of policies) {
    sums[1] += policy.successful;
    sums[2] += policy.failed;
    addSums(at(cell.policyTypes, policy.type, noSums), [1, policy.successful, policy.failed]);
    for (const detail of policy.details) addDetail(cell, detail, types);
  }
  addSums(cell.total, sums);
  addSums(at(cell.organizations, report.organization, noSums), sums);
  addNumber(cell.trust, report.trust.result, 1);
}

function addDetail(cell: Cell, detail: FailureDetail, seen: Set<string>): void {
  const result = at<[number, number]>(cell.resultTypes, detail.type, () => [0, 0]);
  if (!seen.has(detail.type)) result[0] += 1;
  seen.add(detail.type);
  result[1] += detail.sessions;
  if (detail.mx !== undefined) addNumber(at(cell.mx, detail.mx, () => record<number>()), detail.type, detail.sessions);
  addNumber(cell.networks, networkOf(detail.sendingIp), detail.sessions);
}

/** The network a sender's hosts share: /24 and /48. */
export function networkOf(address: string | undefined): string {
  if (address === undefined) return 'unknown';
  if (isIPv4(address)) return `${address.slice(0, address.lastIndexOf('.'))}.0/24`;
  return isIPv6(address) ? `${prefix48(address)}::/48` : 'unknown';
}

function prefix48(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::');
  const groups = head === '' ? [] : head.split(':');
  const behind = tail === undefined || tail === '' ? [] : tail.split(':');
  const whole = tail === undefined ? groups : [...groups, ...Array.from({ length: Math.max(0, 8 - groups.length - behind.length) }, () => '0'), ...behind];
  return whole.slice(0, 3).map((group) => group.replace(/^0+(?=.)/, '')).join(':');
}

export function noSums(): Sums {
  return [0, 0, 0];
}

export function addSums(into: Sums, sums: readonly [number, number, number]): void {
  for (const index of [0, 1, 2] as const) into[index] += sums[index];
}

export function addNumber(into: Record<string, number>, name: string, number: number): void {
  const key = into[name] === undefined && Object.keys(into).length >= MOST ? OTHERS : name;
  into[key] = (into[key] ?? 0) + number;
}

export function mergeCell(into: Cell, cell: Cell): void {
  addSums(into.total, cell.total);
  for (const kind of ['organizations', 'policyTypes'] as const) for (const [name, sums] of Object.entries(cell[kind])) addSums(at(into[kind], name, noSums), sums);
  for (const kind of ['trust', 'networks'] as const) for (const [name, number] of Object.entries(cell[kind])) addNumber(into[kind], name, number);
  for (const [name, [reports, sessions]] of Object.entries(cell.resultTypes)) {
    const result = at<[number, number]>(into.resultTypes, name, () => [0, 0]);
    result[0] += reports;
    result[1] += sessions;
  }
  for (const [mx, failures] of Object.entries(cell.mx)) for (const [type, sessions] of Object.entries(failures)) addNumber(at(into.mx, mx, () => record<number>()), type, sessions);
}
