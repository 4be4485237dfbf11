// Why a script did not say all it had to say, in words for whoever is to mend it.
import { Failure } from '../model/failure.ts';
import { HostError } from '../model/host.ts';
import { doasRule } from './doas-rule.ts';
import { brokenReply, isComplete } from './read-frame.ts';
import type { Reply } from './remote-shell.ts';

export interface Destination {
  readonly name: string;
  /** As in [host NAME]: "admin@mail1.example.com". */
  readonly ssh: string;
  readonly become: 'doas' | null;
}

/** The reply itself when it is whole. Throws Failure for what keeps every script from running, HostError for the rest. */
export function checkReply(reply: Reply, destination: Destination): Reply {
  const { broken, out } = reply;
  if (broken === 'too much') throw new HostError('EFBIG', '', `${destination.name} said more than stsctl reads`);
  if (broken === 'timed out') throw new HostError('ETIMEDOUT', '', `${destination.name} did not answer in time`);
  if (broken !== null && broken.lost !== null) throw new HostError('ECONNRESET', '', `the connection to ${destination.name} was lost: ${broken.lost}`);
  if (out[0]?.words[0] !== 'hello') throw notStarted(reply, destination);
  if (!isComplete(out)) throw brokenReply('it ends in the middle');
  return reply;
}

function notStarted({ noise, broken }: Reply, { name, ssh, become }: Destination): Failure {
  const unchanged = `every file on ${name}`;
  const said = noise.split('\n').at(-1)?.slice(0, 200) ?? '';
  if (become === 'doas' && /doas/.test(noise)) {
    const message = `doas on ${name} gives no permission: ${noise.split('\n').find((line) => line.includes('doas')) ?? ''}`;
    return new Failure([{ code: 'ssh-become', message, unchanged, next: `add this line to /etc/doas.conf on ${name}: ${doasRule(ssh)}` }]);
  }
  const how = typeof broken === 'object' && broken !== null ? (broken.signal ?? `exit ${broken.exit}`) : 'it ended';
  const message = `/bin/sh does not run on ${name}: ${said === '' ? how : said}`;
  return new Failure([{ code: 'ssh-shell', message, unchanged, next: `see what this says: ssh ${ssh} /bin/sh -s < /dev/null` }]);
}
