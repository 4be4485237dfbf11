// stsctl lint: what reading the files tells. Exit 0 nothing found, 1 a file can't be read, 2 findings.
import { lintFile, type LintWorld } from '../lint/lint-file.ts';
import { KINDS, kindOf } from '../lint/kind-of.ts';
import type { LintFinding, LintKind } from '../model/lint.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { parseConfig } from '../config/parse-config.ts';
import { Failure } from '../model/failure.ts';
import type { CommandContext } from './command-context.ts';
import { readOnHost } from './lint-source-on-host.ts';
import { sourceOnDisk, type LintSource } from './lint-source.ts';
import { printLint } from './print-lint.ts';
import { commandVerdict } from './command-verdict.ts';

/** What is linted when no file is named: the host's own, as far as they are there. */
const DEFAULTS = ['/etc/httpd.conf', '/etc/acme-client.conf', '/etc/stsctl.conf', '/var/www/mta-sts/mta-sts.txt', '/var/cron/tabs/root'];

interface Input {
  readonly file: string;
  readonly text: string;
  readonly kind: LintKind;
}

export async function commandLint(context: CommandContext): Promise<number> {
  const { terminal, options, operands, remote } = context;
  if (remote !== null) refuseRelative(operands, remote.name);
  const through = <T>(read: (source: LintSource) => T) => (remote === null ? read(sourceOnDisk(options.assumed, options.root)) : readOnHost(remote, options.assumed, read));
  if (options.verdict !== null) return commandVerdict(context, through);
  const findings = await through((source) => findingsIn(readInputs(operands, options.root, kindNamed(options.as), source), operands.length > 0, source));
  if (options.json) terminal.out(JSON.stringify({ version: 1, findings }, null, 2));
  else printLint(terminal, findings);
  return findings.length === 0 ? 0 : 2;
}

function refuseRelative(operands: readonly string[], name: string): void {
  const file = operands.find((each) => !each.startsWith('/'));
  if (file !== undefined) throw new Failure([{ code: 'usage', message: `"${file}" is no absolute path; with -H files are those of the host`, unchanged: 'everything', next: `stsctl -H ${name} lint /etc/httpd.conf` }]);
}

/** A file that is named may be any host's: only the host's own set has neighbours. */
function findingsIn(inputs: readonly Input[], areNamed: boolean, source: LintSource): LintFinding[] {
  const world: LintWorld = {
    ...source,
    ipv6Hosts: ipv6Hosts(inputs),
    acmeDomains: inputs.filter(({ kind }) => kind === 'acme-client.conf').flatMap(({ file, text }) => judgeAcmeClientConf(file, text, source.acmeClient).conf.domains),
    sockets: areNamed ? [] : source.sockets(),
  };
  return inputs.flatMap((input) => findingsOf(input, world));
}

function kindNamed(name: string | null): LintKind | null {
  const kind = KINDS.find((each) => each === name) ?? null;
  if (name === null || kind !== null) return kind;
  throw new Failure([{ code: 'usage', message: `--as is "${name}"; use ${KINDS.join(', ')}`, unchanged: 'everything', next: 'stsctl lint --as httpd.conf FILE' }]);
}

function readInputs(operands: readonly string[], root: string, as: LintKind | null, { read, isDirectory }: LintSource): Input[] {
  const named = operands.map((file) => ({ file, text: read(file), isNamed: true }));
  const files = named.length > 0 ? named : DEFAULTS.map((file) => ({ file: root + file, text: read(root + file), isNamed: false }));
  return files.flatMap(({ file, text, isNamed }) => {
    if (text === '' && isDirectory(file)) throw new Failure([{ code: 'host-file-kind', place: { file }, message: 'this is a directory', unchanged: 'everything', next: `name a file in it: stsctl lint ${file.replace(/\/*$/, '/')}FILE` }]);
    if (text === null) {
      if (!isNamed) return [];
      throw new Failure([{ code: 'config-missing', place: { file }, message: 'there is no such file, or it can\'t be read', unchanged: 'everything', next: 'name a file: stsctl lint FILE' }]);
    }
    const kind = as ?? kindOf(file, text);
    if (kind !== null) return [{ file, text, kind }];
    throw new Failure([{ code: 'usage', place: { file }, message: 'neither its name nor its content tells what kind of file it is', unchanged: 'everything', next: 'say it: stsctl lint --as httpd.conf FILE' }]);
  });
}

function findingsOf({ file, text, kind }: Input, world: LintWorld): LintFinding[] {
  return kind === 'stsctl.conf' ? configurationFindings(file, text) : lintFile(kind, file, text, world);
}

function configurationFindings(file: string, text: string): LintFinding[] {
  const result = parseConfig(file, Buffer.from(text, 'latin1').toString('utf8'));
  const diagnostics = result.ok ? result.warnings : result.diagnostics;
  return diagnostics.map(({ place, message, next }) => ({
    code: 'configuration',
    severity: result.ok ? 'warning' : 'error',
    place: place ?? { file },
    message,
    why: 'stsctl plans nothing with such a configuration',
    next,
  }));
}

/** Policy hosts of the stsctl.conf among the files that have an IPv6 address. */
function ipv6Hosts(inputs: readonly Input[]): ReadonlySet<string> {
  const configs = inputs.filter(({ kind }) => kind === 'stsctl.conf').map(({ file, text }) => parseConfig(file, Buffer.from(text, 'latin1').toString('utf8')));
  const domains = configs.flatMap((each) => (each.ok ? each.value.domains : []));
  return new Set(domains.filter(({ addresses }) => addresses.some((address) => address.includes(':'))).map(({ domain }) => `mta-sts.${domain}`));
}
