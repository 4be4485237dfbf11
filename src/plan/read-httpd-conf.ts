// httpd.conf as it is: its text, what httpd makes of it, and whose block is whose.
import { CHROOT, HTTPD_CONF } from '../model/base-system.ts';
import type { Bytes } from '../model/bytes.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { HttpdVerdict } from '../model/httpd-conf.ts';
import type { FileState } from '../model/plan.ts';
import { httpdWorld } from '../formats/httpd-conf/facts-world.ts';
import { judgeHttpdConf } from '../formats/httpd-conf/judge-httpd-conf.ts';
import { findBlocks, type Blocks } from './find-blocks.ts';
import { brokenFile, isAcceptable } from './httpd-conf-verdict.ts';
import { beforeOf, unchangedOn } from './part.ts';

export interface ReadHttpdConf {
  readonly before: FileState | null;
  readonly text: Bytes;
  readonly verdict: HttpdVerdict;
  readonly blocks: Blocks;
  /** Not empty: httpd refuses the file, and nothing can be planned into it. */
  readonly diagnostics: readonly Diagnostic[];
}

export function readHttpdConf(facts: Facts): ReadHttpdConf {
  const before = beforeOf(facts, HTTPD_CONF);
  const text = before?.content ?? '';
  const verdict = judgeHttpdConf(HTTPD_CONF, text, httpdWorld(facts));
  const diagnostics = isAcceptable(verdict) ? otherChroot(verdict, facts) : [brokenFile(verdict, facts)];
  return { before, text, verdict, blocks: findBlocks(HTTPD_CONF, text, verdict.conf), diagnostics };
}

/** Policies and challenges go below /var/www: with another chroot httpd would not find them. */
function otherChroot({ conf }: HttpdVerdict, facts: Facts): Diagnostic[] {
  if (conf.chroot === CHROOT) return [];
  return [
    {
      code: 'httpd-conf-unreachable',
      place: { file: HTTPD_CONF },
      message: `the chroot is ${conf.chroot}; stsctl writes below ${CHROOT} alone`,
      unchanged: unchangedOn(facts),
      next: `use the default chroot ${CHROOT}, then: stsctl plan`,
    },
  ];
}
