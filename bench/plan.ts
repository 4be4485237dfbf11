// Planning 1, 100 and 1,000 domains, into an empty file and into one of 1,000 foreign servers.
import { NOW } from '../test/support/now.ts';
import { plan } from '../src/plan/plan.ts';
import type { Desired } from '../src/model/desired.ts';
import { desiredOf } from '../test/support/desired.ts';
import { factsOf } from '../test/support/facts.ts';
import { measure, print } from './_measure.ts';
import { manyServers } from './_servers.ts';

const DEFAULTS = '[policy]\nmode = testing\nmax_age = 604800\nmx[] = mail.example.com\n';

function desiredFor(count: number): Desired {
  const sections = Array.from({ length: count }, (_, index) => `[domain d${index}.example]\naddress[] = 203.0.113.1\n`);
  return desiredOf(DEFAULTS + sections.join(''));
}

const thousand = desiredFor(1000);
const foreign = factsOf({ files: { '/etc/httpd.conf': manyServers(1000), '/etc/ssl/www0.example.com.fullchain.pem': null, '/etc/ssl/private/www0.example.com.key': null } });
const times = measure({
  one: () => plan(desiredFor(1), factsOf(), { adopt: false, force: false, now: NOW }),
  hundred: () => plan(desiredFor(100), factsOf(), { adopt: false, force: false, now: NOW }),
  thousand: () => plan(desiredFor(1000), factsOf(), { adopt: false, force: false, now: NOW }),
  foreign: () => {
    const result = plan(thousand, foreign, { adopt: false, force: false, now: NOW });
    if (!result.ok) throw new Error(result.diagnostics[0]?.message);
  },
});
const of = (name: string) => times[name] ?? Number.NaN;

print({ name: 'plan/1', value: of('one'), unit: 'ms, configuration included' });
print({ name: 'plan/100', value: of('hundred'), unit: 'ms' });
print({ name: 'plan/1000', value: of('thousand'), unit: 'ms', against: 'ten times plan/100', ratio: of('thousand') / (10 * of('hundred')), goal: 'linear: <= 1.3', met: of('thousand') / (10 * of('hundred')) <= 1.3 });
print({ name: 'plan/1000-into-1000', value: of('foreign'), unit: 'ms', goal: '< 1000', met: of('foreign') < 1000 });
