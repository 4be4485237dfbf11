// The commands about SMTP TLS reports, a part of the table of commands.
import type { Command } from './commands.ts';

export const REPORTS_COMMANDS: readonly Command[] = [
  {
    name: 'reports add',
    operands: '[file ... | -]',
    summary: 'take SMTP TLS reports from mails and files',
    options: ['json', 'root'],
    maxOperands: Number.POSITIVE_INFINITY,
    remote: 'no',
    load: async () => (await import('./command-reports-add.ts')).commandReportsAdd,
  },
  {
    name: 'reports list',
    operands: '',
    summary: 'list the reports that are kept',
    options: ['csv', 'days', 'domain', 'json', 'ndjson', 'root'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-reports-list.ts')).commandReportsList,
  },
  {
    name: 'reports show',
    operands: 'id',
    summary: 'show one report, and what its failures mean',
    options: ['json', 'root'],
    maxOperands: 1,
    remote: 'no',
    load: async () => (await import('./command-reports-show.ts')).commandReportsShow,
  },
  {
    name: 'reports summary',
    operands: '',
    summary: 'sum up sessions and failures',
    options: ['csv', 'days', 'domain', 'json', 'ndjson', 'root'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-reports-summary.ts')).commandReportsSummary,
  },
  {
    name: 'reports gate',
    operands: 'domain',
    summary: 'say whether reports show that enforce is safe',
    options: ['days', 'json', 'organizations', 'root'],
    maxOperands: 1,
    remote: 'no',
    load: async () => (await import('./command-reports-gate.ts')).commandReportsGate,
  },
  {
    name: 'reports html',
    operands: '',
    summary: 'write the reports as a page',
    options: ['days', 'domain', 'out', 'root'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-reports-html.ts')).commandReportsHtml,
  },
];
