// stsctl templates check: whether what the templates make is read as it should be, and serves. Exit 0 it does, 2 it does not.
import type { Desired } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { Failure } from '../model/failure.ts';
import { parseConfig } from '../config/parse-config.ts';
import { desire } from '../desired/desire.ts';
import { plan } from '../plan/plan.ts';
import { blankFacts } from './blank-facts.ts';
import type { CommandContext } from './command-context.ts';
import { loadTemplates } from './load-templates.ts';
import { printDiagnostics } from './print-diagnostic.ts';

/** What makes every line of the templates be used: two policies, an account, a shared certificate, a service to restart. */
const SAMPLE = `[policy]
mode = enforce
max_age = 604800
mx[] = mail.example.com
mx[] = *.example.net
[domain example.com]
address[] = 203.0.113.1
address[] = 2001:db8::1
[domain example.net]
mode = testing
certificate = example.com
[acme]
authority = letsencrypt
contact = mailto:hostmaster@example.com
`;

export async function commandTemplatesCheck({ terminal, options }: CommandContext): Promise<number> {
  const problems = await problemsOf(options.root);
  if (options.json) terminal.out(JSON.stringify({ version: 1, diagnostics: problems }, null, 2));
  else if (problems.length > 0) printDiagnostics(terminal, problems);
  return problems.length === 0 ? 0 : 2;
}

async function problemsOf(root: string): Promise<readonly Diagnostic[]> {
  try {
    const templates = await loadTemplates(root);
    const config = parseConfig('sample', SAMPLE);
    if (!config.ok) throw new Failure(config.diagnostics);
    const desired = desire(config.value, templates);
    return desired.ok ? [...desired.warnings, ...planProblems(desired.value)] : desired.diagnostics;
  } catch (error) {
    if (error instanceof Failure) return error.diagnostics;
    throw error;
  }
}

/** The renewal line is made in two ways: for a host with stsctl and for one without. */
function planProblems(desired: Desired): Diagnostic[] {
  const made = [null, ['/usr/local/bin/node', '/usr/local/bin/stsctl']].map((agent) => plan(desired, blankFacts(agent), { adopt: false, force: false, now: new Date() }));
  const all = made.flatMap((each) => (each.ok ? each.warnings : each.diagnostics));
  return [...new Map(all.map((each) => [`${each.place?.file} ${each.message}`, each])).values()];
}
