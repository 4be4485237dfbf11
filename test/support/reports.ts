// Reports and the mails they come in, as senders make them.
import { gzipSync } from 'node:zlib';

// oxlint-disable-next-line no-explicit-any
export type Members = Record<string, any>;

export interface ReportOptions {
  readonly day?: string;
  readonly domain?: string;
  readonly organization?: string;
  readonly contact?: string;
  readonly id?: string;
  readonly type?: string;
  readonly mode?: string;
  readonly successful?: number;
  readonly failed?: number;
  readonly details?: readonly Members[];
}

/** Shaped like Google's. */
export function reportJson({ day = '2026-11-22', domain = 'example.com', organization = 'Google Inc.', contact = 'smtp-tls-reporting@google.com', id, type = 'sts', mode = 'testing', successful = 10, failed = 0, details = [] }: ReportOptions = {}): Members {
  return {
    'organization-name': organization,
    'date-range': { 'start-datetime': `${day}T00:00:00Z`, 'end-datetime': `${day}T23:59:59Z` },
    'contact-info': contact,
    'report-id': id ?? `${day}T00:00:00Z_${domain}`,
    policies: [
      {
        policy: { 'policy-type': type, 'policy-string': ['version: STSv1', `mode: ${mode}`, 'mx: mail.example.com', 'max_age: 86400'], 'policy-domain': domain, 'mx-host': ['mail.example.com'] },
        summary: { 'total-successful-session-count': successful, 'total-failure-session-count': failed },
        'failure-details': details,
      },
    ],
  };
}

export function detail(type: string, sessions = 1, mx = 'mail.example.com'): Members {
  return { 'result-type': type, 'sending-mta-ip': '209.85.220.41', 'receiving-mx-hostname': mx, 'failed-session-count': sessions };
}

export interface MailOptions {
  readonly mediaType?: string;
  readonly name?: string;
  readonly from?: string;
  readonly domain?: string;
  readonly submitter?: string;
  readonly eol?: string;
  readonly content?: Buffer;
  readonly extra?: readonly string[];
}

/** multipart/report as RFC 8460 5.3 has it. */
export function reportMail(report: Members, { mediaType = 'application/tlsrpt+gzip', name = 'google.com!example.com!1795305600!1795391999!001.json.gz', from = 'noreply-smtp-tls-reporting@google.com', domain = 'example.com', submitter = 'google.com', eol = '\r\n', content = gzipSync(JSON.stringify(report)), extra = [] }: MailOptions = {}): Buffer {
  const lines = [
    ...extra,
    `From: <${from}>`,
    'To: <reports@example.com>',
    `Subject: Report Domain: ${domain} Submitter: ${submitter}`,
    ' Report-ID: <2026.11.22T00.00.00Z+example.com@google.com>',
    `TLS-Report-Domain: ${domain}`,
    `TLS-Report-Submitter: ${submitter}`,
    'Date: Mon, 23 Nov 2026 10:00:00 +0000',
    'Message-ID: <2026.11.23@google.com>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type="tlsrpt";',
    '\tboundary="000000000000f1b7f50629a0c9f1"',
    '',
    'This is a multi-part message in MIME format.',
    '--000000000000f1b7f50629a0c9f1',
    'Content-Type: text/plain; charset="UTF-8"; format=flowed; delsp=yes',
    'Content-Transfer-Encoding: base64',
    '',
    ...base64('This is an aggregate TLS report from google.com'),
    '--000000000000f1b7f50629a0c9f1',
    `Content-Type: ${mediaType}; name="${name}"`,
    `Content-Disposition: attachment; filename="${name}"`,
    'Content-Transfer-Encoding: base64',
    '',
    ...base64(content),
    '--000000000000f1b7f50629a0c9f1--',
    '',
  ];
  return Buffer.from(lines.join(eol), 'latin1');
}

function base64(content: Buffer | string): string[] {
  return Buffer.from(content).toString('base64').match(/.{1,76}/g) ?? [];
}
