// stsctl init: a first stsctl.conf from what the host and DNS say. It is shown, then written where there is none.
import { resolve } from 'node:path';
import type { Mode } from '../model/config.ts';
import { Failure } from '../model/failure.ts';
import { HostError } from '../model/host.ts';
import { KNOWN_AUTHORITIES } from '../config/read-acme.ts';
import { parseConfig } from '../config/parse-config.ts';
import { parseDomainName } from '../formats/mta-sts/domain-name.ts';
import { formatProposal } from '../init/format-proposal.ts';
import { lookAtHost, type HostLook } from '../init/host-look.ts';
import type { From } from '../init/host-names.ts';
import { existingPolicies, propose, proposedDomains, type Proposal, type Wishes } from '../init/propose.ts';
import { LocalHost } from '../transport/local-host.ts';
import { askDns } from './ask-dns.ts';
import { askDomains, askMx, askTlsRpt, mayWrite } from './ask-init.ts';
import type { CommandContext } from './command-context.ts';
import { escapeLine, escapeText } from './escape-text.ts';
import { configFile } from './load-config.ts';
import { printDiagnostics } from './print-diagnostic.ts';
import { readInput } from './read-input.ts';

const MODES: readonly string[] = ['testing', 'enforce', 'none'];

export async function commandInit(context: CommandContext): Promise<number> {
  const { terminal, options } = context;
  const file = resolve(configFile(options));
  // Before anything is asked: -n looks all the same.
  if (!options.dryRun && (await readInput({ file, what: 'configuration' })) !== null) throw new Failure([exists(file)]);
  const mayAsk = process.stdin.isTTY && process.stdout.isTTY && !options.json && !terminal.isQuiet;
  const look = await lookAtHost(new LocalHost(options.root));
  const proposal = await proposalOf(look, wishesOf(context), context, mayAsk);
  const text = formatProposal(proposal, KNOWN_AUTHORITIES);
  const parsed = parseConfig(file, text);
  if (!parsed.ok) throw new Failure(parsed.diagnostics);
  if (parsed.warnings.length > 0) printDiagnostics(terminal, parsed.warnings);
  if (options.json) terminal.out(JSON.stringify({ version: 1, file, text, proposal }, null, 2));
  else if (!terminal.isQuiet) terminal.out(escapeText(text.trimEnd()));
  if (proposal.byHand.length > 0) terminal.err(`${proposal.byHand.join(', ')}: a set-up made by hand is there; to take over its policy: ${terminal.typed('stsctl init --from-tutorial')}`);
  for (const path of proposal.notPolicies) terminal.err(`${escapeLine(path)}: holds no policy that senders would take; testing is proposed in its place`);
  if (options.dryRun) return 2;
  if (mayAsk && !(await mayWrite(file))) {
    terminal.err(`${file} was not written`);
    return 2;
  }
  await write(file, text);
  if (!terminal.isQuiet) terminal.err(`wrote ${file}; next: ${terminal.typed(`stsctl plan${options.init.fromTutorial ? ' --adopt' : ''}`)}`);
  return 0;
}

function wishesOf({ operands, options: { init } }: CommandContext): Wishes {
  if (init.mode !== null && !MODES.includes(init.mode)) throw wrong(`--mode is "${init.mode}"; use testing, enforce or none (RFC 8461 3.2)`);
  return { ...init, domains: operands.map(domainOf), mode: init.mode as Mode | null };
}

async function proposalOf(look: HostLook, wishes: Wishes, { options }: CommandContext, mayAsk: boolean): Promise<Proposal> {
  const domains = await domainsOf(look, wishes, mayAsk);
  const dns = await askDns(domains.map(({ value }) => value), options.resolver);
  const proposal = propose(look, wishes, domains, dns);
  const lacking = proposal.domains.find(({ mx, mode }) => mx.value.length === 0 && mode.value !== 'none');
  if (lacking !== undefined && !mayAsk) throw incomplete(`no MX host of ${lacking.domain.value} is known: neither DNS nor smtpd.conf names one`, `name it: stsctl init ${[...wishes.domains, '--mx', `mail.${lacking.domain.value}`].join(' ')}`);
  if (!mayAsk) return proposal;
  const mx = lacking === undefined ? wishes.mx : answered(await askMx(lacking.domain.value));
  const first = proposal.domains[0];
  const tlsrpt = first === undefined || first.tlsrpt.value.length > 0 ? wishes.tlsrpt : answered(await askTlsRpt(first.domain.value));
  return propose(look, { ...wishes, mx, tlsrpt }, domains, dns);
}

async function domainsOf(look: HostLook, wishes: Wishes, mayAsk: boolean): Promise<From<string>[]> {
  if (wishes.fromTutorial && existingPolicies(look).length === 0) throw incomplete('no server for a policy host is in /etc/httpd.conf, so there is nothing to adopt', 'stsctl init');
  const found = proposedDomains(look, wishes);
  if (found.length > 0) return found;
  if (!mayAsk) throw incomplete('no domain is known: neither smtpd.conf nor httpd.conf nor myname names one', 'name it: stsctl init example.com');
  return answered(await askDomains()).map((value) => ({ value: domainOf(value), from: 'as you said' }));
}

function domainOf(text: string): string {
  const read = parseDomainName(text);
  if (!read.ok) throw wrong(`"${text}" ${read.problem}`);
  return read.name;
}

function answered(answer: readonly string[] | null): readonly string[] {
  if (answer === null) throw incomplete('the questions were not answered', 'stsctl init, or every answer as a flag: stsctl help init');
  return answer;
}

/** 0644 root:wheel, whole or not at all, and never over another file. */
async function write(file: string, text: string): Promise<void> {
  try {
    const isNew = await new LocalHost('').createExclusive(file, Buffer.from(text).toString('latin1'), 0o644);
    if (!isNew) throw new Failure([exists(file)]);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
    throw new Failure([{ code: 'apply-write', place: { file }, message: `can't be written: ${error.message}`, unchanged: 'everything', next: 'run as root, or write it elsewhere: stsctl -f FILE init' }]);
  }
}

function exists(file: string): Failure['diagnostics'][number] {
  return { code: 'config-exists', place: { file }, message: 'there is a configuration already, which init does not change', unchanged: 'everything', next: 'edit it, or see what init would write: stsctl -n init' };
}

function wrong(message: string): Failure {
  return new Failure([{ code: 'usage', message, unchanged: 'everything', next: 'stsctl help init' }]);
}

function incomplete(message: string, next: string): Failure {
  return new Failure([{ code: 'config-incomplete', message, unchanged: 'everything; no file was written', next }]);
}
