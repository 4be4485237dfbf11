// Everything that reading one file tells.
import type { Bytes } from '../model/bytes.ts';
import type { AcmeClientWorld, AcmeDomain } from '../model/acme-client-conf.ts';
import type { HttpdWorld } from '../model/httpd-conf.ts';
import type { LintFinding, LintKind } from '../model/lint.ts';
import { judgeAcmeClientConf } from '../formats/acme-client-conf/judge-acme-client-conf.ts';
import { judgeCrontab } from '../formats/crontab/judge-crontab.ts';
import { systemCrontabOptions } from '../formats/crontab/parse-job.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { lintCertificates, type CertificateWorld } from './lint-certificates.ts';
import { lintChallenges } from './lint-challenges.ts';
import { lintCrontab } from './lint-crontab.ts';
import { lintHandles } from './lint-handles.ts';
import { lintLocations } from './lint-locations.ts';
import { lintPorts, type ForeignSocket } from './lint-ports.ts';
import { lintPolicy } from './lint-policy.ts';
import { lintServers } from './lint-servers.ts';
import { lintSpelling } from './lint-spelling.ts';
import { latentFindings, verdictFindings } from './verdict-findings.ts';

export interface LintWorld extends CertificateWorld {
  readonly httpd: HttpdWorld;
  readonly acmeClient: AcmeClientWorld;
  /** Names that have an IPv6 address. */
  readonly ipv6Hosts: ReadonlySet<string>;
  /** Handles of the acme-client.conf that is linted too. */
  readonly acmeDomains: readonly AcmeDomain[];
  /** Listeners of other programs. */
  readonly sockets: readonly ForeignSocket[];
}

/** stsctl.conf is linted by its own parser, whose diagnostics become findings in the command line. */
export function lintFile(kind: Exclude<LintKind, 'stsctl.conf'>, file: string, text: Bytes, world: LintWorld): LintFinding[] {
  const findings = LINTERS[kind](file, text, world);
  return findings.sort((a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0));
}

type Linter = (file: string, text: Bytes, world: LintWorld) => LintFinding[];

const LINTERS: Readonly<Record<Exclude<LintKind, 'stsctl.conf'>, Linter>> = {
  'httpd.conf': (file, text, world) => {
    const { httpd, ipv6Hosts, sockets, acmeDomains } = world;
    const now = judgeHttpdConf(file, text, httpd);
    const arrived = judgeHttpdConf(file, text, { ...httpd, isReadable: () => true });
    return [
      ...verdictFindings('httpd -n', file, text, now.stderr),
      ...latentFindings(file, text, now.stderr, arrived.stderr),
      ...lintSpelling('httpd.conf', file, text),
      ...lintServers(file, text, arrived.conf, ipv6Hosts),
      ...lintLocations(file, text, arrived.conf),
      ...lintChallenges(file, text, arrived.conf, acmeDomains),
      ...lintCertificates(file, text, arrived.conf, world),
      ...lintPorts(file, text, arrived.conf, sockets),
    ];
  },
  'acme-client.conf': (file, text, { acmeClient }) => {
    const { stderr, conf } = judgeAcmeClientConf(file, text, acmeClient);
    return [...verdictFindings('acme-client -n', file, text, stderr), ...lintSpelling('acme-client.conf', file, text), ...lintHandles(file, text, conf)];
  },
  crontab: (file, text) => [...verdictFindings('crontab', file, text, judgeCrontab(file, text, systemCrontabOptions(file)).stderr.map(unquoted)), ...lintCrontab(file, text)],
  policy: (file, text) => lintPolicy(file, text),
};

/** crontab(1) quotes the file name, and says twice that it did not install it. */
function unquoted(line: string): string {
  return line.replace(/^"([^"\n]*)":(\d+): /, '$1:$2: ');
}
