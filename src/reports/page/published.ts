// What the host has on its disk for a policy: two lines of the list that says how a domain stands.
import { html, type Html } from '../../formats/page/html.ts';

/** What the host has on its disk. */
export interface Published {
  readonly policyId: string;
  readonly policyFile: 'as-configured' | 'differs' | 'missing' | 'unknown';
  /** ISO 8601; null where there is no certificate, or none that can be read. */
  readonly certificateUntil: string | null;
}

const POLICY_FILES: Readonly<Record<Published['policyFile'], { readonly tone: string; readonly word: string; readonly text: string }>> = {
  'as-configured': { tone: 'ok', word: 'yes', text: 'the policy file on this host is the configured one' },
  differs: { tone: 'bad', word: 'no', text: 'the policy file on this host is not the configured one' },
  missing: { tone: 'soft', word: '-', text: 'no policy file on this host' },
  unknown: { tone: 'soft', word: '?', text: 'the policy file on this host can\'t be read' },
};

export function onDisk({ policyFile, policyId, certificateUntil }: Published, made: string): Html[] {
  const { tone, word, text } = POLICY_FILES[policyFile];
  return [html`<li><span class="${tone}">${word}</span> ${text} (id ${policyId})${policyFile === 'differs' ? html` <span class="cause">next: stsctl plan</span>` : null}</li>`, certificate(certificateUntil, made)];
}

const DAY_MS = 86_400_000;

function certificate(until: string | null, made: string): Html {
  if (until === null) return html`<li><span class="soft">-</span> no certificate for the policy that can be read on this host</li>`;
  const days = Math.floor((Date.parse(until) - Date.parse(made)) / DAY_MS);
  if (days < 0) return html`<li><span class="bad">no</span> the certificate of the policy ended on ${until.slice(0, 10)} <span class="cause">next: stsctl renew</span></li>`;
  return html`<li><span class="ok">yes</span> the certificate of the policy is good until ${until.slice(0, 10)}, ${days} days from now</li>`;
}
