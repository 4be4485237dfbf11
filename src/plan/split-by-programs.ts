// Steps whose program is not below --root are left for the host; on the host itself a missing program is refused.
import { ACME_CLIENT, CRONTAB, GROUPDEL, HTTPD, NSD_CHECKZONE, NSD_CONTROL, RCCTL, USERADD, USERDEL } from '../model/base-system.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Facts } from '../model/facts.ts';
import type { Step } from '../model/plan.ts';
import { unchangedOn } from './part.ts';

/** What each kind of step runs. A policy can be fetched only from an httpd that runs. */
const NEEDS: Readonly<Record<Step['kind'], readonly string[]>> = {
  'make-directory': [],
  'remove-directory': [],
  'write-file': [],
  'move-file': [ACME_CLIENT],
  'change-mode': [],
  'install-crontab': [CRONTAB],
  daemon: [RCCTL],
  account: [USERADD, USERDEL, GROUPDEL],
  'reload-zone': [NSD_CONTROL],
  'restart-service': [RCCTL, HTTPD],
  'test-challenge': [ACME_CLIENT, RCCTL, HTTPD],
  'issue-certificate': [ACME_CLIENT, RCCTL, HTTPD],
  'revoke-certificate': [ACME_CLIENT],
  'fetch-policy': [RCCTL, HTTPD],
};

const JUDGES = { httpd: HTTPD, 'acme-client': ACME_CLIENT, 'nsd-checkzone': NSD_CHECKZONE } as const;

export interface Split {
  readonly steps: readonly Step[];
  readonly left: readonly Step[];
}

function needsOf(step: Step): readonly string[] {
  return step.kind === 'daemon' && step.daemon === 'httpd' ? [...NEEDS.daemon, HTTPD] : NEEDS[step.kind];
}

export function splitByPrograms(all: readonly Step[], facts: Pick<Facts, 'programs'>): Split {
  const here = (step: Step) => needsOf(step).every((program) => facts.programs.has(program));
  return { steps: all.filter(here).map((step) => withoutJudge(step, facts)), left: all.filter((step) => !here(step)) };
}

function withoutJudge(step: Step, facts: Pick<Facts, 'programs'>): Step {
  if (step.kind !== 'write-file' || step.judge === null || facts.programs.has(JUDGES[step.judge.program])) return step;
  return { ...step, judge: null };
}

/** On a host without a root every program must be there: it is then no OpenBSD, or a damaged one. */
export function missingPrograms(facts: Facts): Diagnostic[] {
  if (facts.root !== '') return [];
  const missing = [HTTPD, ACME_CLIENT, RCCTL, CRONTAB].filter((program) => !facts.programs.has(program));
  if (missing.length === 0) return [];
  return [
    {
      code: 'host-program-missing',
      message: `${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not on ${facts.host}`,
      unchanged: unchangedOn(facts),
      next: 'run stsctl on an OpenBSD host, or rehearse in a tree: stsctl plan --root DIR',
    },
  ];
}
