// stsctl renew -n: what the renewal would do, from what is on disk and served. Exit 0 nothing, 2 something.
import type { Finding } from '../model/finding.ts';
import type { HostReader } from '../model/host.ts';
import type { Renewal, RenewalPlan } from '../model/renewal.ts';
import { daysLeft, isDue } from '../formats/certificate/is-due.ts';
import { namesHost, parseLeaf } from '../formats/certificate/leaf.ts';
import type { CommandContext } from './command-context.ts';

const MAX_BYTES = 1024 * 1024;

export async function previewRenewal({ terminal }: CommandContext, { renewals, missing }: RenewalPlan, host: HostReader, look: (renewal: Renewal, patiently: boolean) => Promise<readonly Finding[]>): Promise<number> {
  const now = new Date();
  let pending = missing.length;
  for (const renewal of renewals) {
    const { text, isPending } = await previewOne(renewal, host, now);
    const isMissed = (await look(renewal, false)).some(({ code }) => code === 'policy-certificate-old');
    if (isPending || isMissed) pending += 1;
    if (!terminal.isQuiet) terminal.out(`${renewal.handle}: ${text}${isMissed ? '; httpd serves another one: rcctl reload httpd' : ''}`);
  }
  if (!terminal.isQuiet) for (const handle of missing) terminal.out(`${handle}: acme-client.conf has no such handle: stsctl apply`);
  return pending === 0 ? 0 : 2;
}

async function previewOne({ handle, names, certificate }: Renewal, host: HostReader, now: Date): Promise<{ readonly text: string; readonly isPending: boolean }> {
  const [answer] = await host.gather([{ kind: 'file', path: certificate, maxBytes: MAX_BYTES, follow: true }]);
  const content = answer?.kind === 'file' ? answer.content : null;
  if (content === null) return { text: `there is no ${certificate} yet: acme-client ${handle}`, isPending: true };
  const leaf = parseLeaf(content);
  if (leaf === null) return { text: `${certificate} holds no certificate: stsctl apply`, isPending: true };
  const unnamed = names.find((name) => !namesHost(leaf, name));
  if (unnamed !== undefined) return { text: `${certificate} does not name ${unnamed}: acme-client ${handle}`, isPending: true };
  const left = `${daysLeft(leaf, now)} days left`;
  return isDue(leaf, now) ? { text: `${left}, due: acme-client ${handle}`, isPending: true } : { text: `${left}, not due`, isPending: false };
}
