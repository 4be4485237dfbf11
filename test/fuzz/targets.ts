// Every parser of what comes from outside.
import { CONFIGURATIONS } from './targets/configurations.ts';
import { MTA_STS } from './targets/mta-sts.ts';
import { PEERS } from './targets/peers.ts';
import { REPORTS } from './targets/reports.ts';
import { SSH } from './targets/ssh.ts';
import { STATES } from './targets/states.ts';
import { ZONES } from './targets/zones.ts';
import type { Target } from './target.ts';

export const TARGETS: readonly Target[] = [...CONFIGURATIONS, ...MTA_STS, ...REPORTS, ...PEERS, ...SSH, ...STATES, ...ZONES];
