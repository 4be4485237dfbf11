// JSON.stringify of policies whose strings need no escape, as nearly all do not: in half the time.
import type { FailureDetail, ReportedPolicy } from '../../model/tls-report.ts';

/** Of strings without a quote, a backslash or a control character alone. */
export function plainPolicies(policies: readonly ReportedPolicy[]): string {
  return `[${policies.map(plainPolicy).join(',')}]`;
}

function plainPolicy({ type, domain, strings, mx, successful, failed, details }: ReportedPolicy): string {
  return `{"type":"${type}","domain":"${domain}","successful":${successful},"failed":${failed},"mx":${plainList(mx)},"strings":${plainList(strings)},"details":${plainDetails(details)}}`;
}

function plainList(texts: readonly string[]): string {
  return texts.length === 0 ? '[]' : `["${texts.join('","')}"]`;
}

function plainDetails(details: readonly FailureDetail[]): string {
  let written = '[';
  for (const each of details) written += written.length === 1 ? plainDetail(each) : `,${plainDetail(each)}`;
  return `${written}]`;
}

function plainDetail({ type, sessions, sendingIp, mx, helo, receivingIp, information, reason }: FailureDetail): string {
  return `{"type":"${type}","sessions":${sessions}${member('sendingIp', sendingIp)}${member('mx', mx)}${member('helo', helo)}${member('receivingIp', receivingIp)}${member('information', information)}${member('reason', reason)}}`;
}

function member(name: string, text: string | undefined): string {
  return text === undefined ? '' : `,"${name}":"${text}"`;
}
