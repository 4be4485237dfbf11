// The text of a policy from its template, held against what was configured.
import type { Policy } from '../model/config.ts';
import type { Templates } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { formatPolicy } from '../formats/mta-sts/format-policy.ts';
import { parsePolicy } from '../formats/mta-sts/parse-policy.ts';
import { renderTemplate, type Template } from '../formats/template/render-template.ts';

const POLICY_TEMPLATE = 'mta-sts.txt/policy.hbs';

export type PolicyText = { readonly ok: true; readonly text: string; readonly warnings: readonly Diagnostic[] } | { readonly ok: false; readonly diagnostic: Diagnostic };

export function policyText(policy: Policy, templates: Templates): PolicyText {
  const template = templates.get(POLICY_TEMPLATE);
  if (template === undefined) return { ok: true, text: formatPolicy(policy), warnings: [] };
  const rendered = renderTemplate(template, { mode: policy.mode, maxAge: policy.maxAgeSeconds, mx: policy.mx });
  if (!rendered.ok) return refused(template, 'template-syntax', rendered.problem.message, rendered.problem);
  return checked(policy, withLineEnds(rendered.text), template);
}

/** RFC 8461 3.2 says CRLF; blanks at a line's end and blank lines at the text's are what a template leaves easily. */
function withLineEnds(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/[ \t]+$/, ''));
  while (lines.at(-1) === '') lines.pop();
  return lines.map((line) => `${line}\r\n`).join('');
}

function checked(policy: Policy, text: string, template: Template): PolicyText {
  const { policy: read, problems, remarks } = parsePolicy(text);
  const [problem] = problems;
  if (problem) return refused(template, 'template-result', `the policy it makes has at line ${problem.line}: ${problem.text} (${problem.clause})`);
  if (JSON.stringify(sorted(read)) !== JSON.stringify(sorted(policy))) return refused(template, 'template-result', 'the policy it makes does not say what is configured');
  const warnings = remarks.map((each) => diagnosticOf(template, 'template-result', `the policy it makes is legal but not taken by every sender, line ${each.line}: ${each.text}`));
  return { ok: true, text, warnings };
}

/** One order of keys for the comparison. */
function sorted(policy: Policy | null) {
  return policy && { mode: policy.mode, maxAgeSeconds: policy.maxAgeSeconds, mx: policy.mx };
}

function refused(template: Template, code: Diagnostic['code'], message: string, place: { line?: number; column?: number } = {}): PolicyText {
  return { ok: false, diagnostic: diagnosticOf(template, code, message, place) };
}

export function diagnosticOf({ file, source }: Pick<Template, 'file' | 'source'>, code: Diagnostic['code'], message: string, { line, column }: { line?: number; column?: number } = {}): Diagnostic {
  const text = line === undefined ? undefined : source.split(/\r?\n/)[line - 1];
  return {
    code,
    place: { file, ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }), ...(text === undefined ? {} : { source: text }) },
    message,
    unchanged: 'nothing was read from or written to the host',
    next: `correct ${file}, then: stsctl plan`,
  };
}
