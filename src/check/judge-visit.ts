// What one visit to a mail host showed (RFC 8461 4.2).
import type { X509Certificate } from 'node:crypto';
import type { Finding, Severity } from '../model/finding.ts';
import { formatEndpoint } from '../formats/endpoint.ts';
import { namesHost, validity } from '../formats/certificate/leaf.ts';
import { daysLeft, isExpiring } from './certificate-days.ts';
import type { Found } from './found.ts';
import type { Visit } from './mail-hosts.ts';
import type { Probed } from './smtp/probe-mx.ts';
import { trustWords } from './trust-words.ts';
import { hasNoWay } from './no-way.ts';

export function judgeVisit(visit: Visit, name: string, severity: Severity, now: Date, found: Found): Finding[] {
  const { endpoint, probed } = visit;
  const said = { where: `${name} ${formatEndpoint(endpoint)}` };
  switch (probed.kind) {
    case 'unreachable':
      return hasNoWay(endpoint, probed.word) ? [] : [found('mx-unreachable', `no connection: ${probed.word}`, `see that the mail server of ${name} runs and that port ${endpoint.port} is let in`, said)];
    case 'slow':
      return [found('mx-slow', `no answer in time after the ${probed.stage}`, `see what keeps the mail server of ${name} busy`, said)];
    case 'refused':
      return [found('mx-refused', `the mail host turns us away: ${probed.reply}`, 'check from another network', said)];
    case 'no-starttls':
      return [found('mx-no-starttls', 'STARTTLS is not offered', `give the mail server of ${name} a certificate and switch STARTTLS on`, { ...said, severity })];
    case 'tls':
      return [found('mx-tls', `no TLS session: ${probed.why}`, `see that the mail server of ${name} offers TLS 1.2 or later with a certificate and its key`, { ...said, severity })];
    case 'secure':
      return judgeCertificate(probed, name, severity, now, (code, message, next, more) => found(code, message, next, { ...said, ...more }));
  }
}

function judgeCertificate({ untrusted, certificate }: Extract<Probed, { kind: 'secure' }>, name: string, severity: Severity, now: Date, found: Found): Finding[] {
  if (certificate === null) return [found('mx-certificate', 'no certificate is shown', `give the mail server of ${name} one that names it`, { severity })];
  const trust = untrusted === null ? null : trustWords(untrusted);
  return [
    ...(trust === null ? [] : [found('mx-certificate', `the certificate is not trusted: ${trust.why}`, trust.next ?? `have the mail server of ${name} show one of an authority that senders trust`, { severity })]),
    ...(namesHost(certificate, name) ? [] : [found('mx-certificate', `the certificate does not name ${name}`, `get one that has ${name} among its subjectAltNames`, { severity })]),
    ...expiring(certificate, now, found),
  ];
}

function expiring(certificate: X509Certificate, now: Date, found: Found): Finding[] {
  if (!isExpiring(certificate, now)) return [];
  const until = new Date(validity(certificate).to).toISOString().slice(0, 10);
  return [found('mx-certificate-expiring', `the certificate expires in ${daysLeft(certificate, now)} days, on ${until}`, 'renew it, and have the mail server load it')];
}
