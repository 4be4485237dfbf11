// Many different reports of an ordinary size, the same ones every time.
import { detail, reportJson, type Members } from '../test/support/reports.ts';

const ORGANIZATIONS = ['Google Inc.', 'Microsoft Corporation', 'Comcast', 'Mail.Ru', 'Yahoo', 'GMX'] as const;
const RESULTS = ['certificate-expired', 'certificate-host-mismatch', 'starttls-not-supported', 'validation-failure', 'sts-webpki-invalid'] as const;
const DAY_MS = 86_400_000;
const FIRST = Date.parse('2026-08-01T00:00:00Z');

/** About 1.7 KB of JSON each, with up to nine failure details. */
export function* manyReports(count: number): Generator<Members> {
  for (let index = 0; index < count; index += 1) {
    const day = new Date(FIRST + (index % 100) * DAY_MS).toISOString().slice(0, 10);
    const details = Array.from({ length: index % 10 }, (_, each) => detail(RESULTS[(index + each) % RESULTS.length] ?? 'validation-failure', each + 1));
    const failed = details.reduce((sum, each) => sum + Number(each['failed-session-count']), 0);
    yield reportJson({ day, organization: ORGANIZATIONS[index % ORGANIZATIONS.length] ?? 'Google Inc.', id: `${day}T00:00:00Z_example.com_${index}`, successful: index % 5000, failed, details });
  }
}
