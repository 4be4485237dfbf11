// A step in one line, as a reader would do it by hand.
import type { Attributes } from '../model/host.ts';
import type { Step } from '../model/plan.ts';

export function formatStep(step: Step): string {
  switch (step.kind) {
    case 'make-directory':
      return `create directory ${step.path} (${formatAttributes(step.attributes)})`;
    case 'remove-directory':
      return `remove directory ${step.path} if it is empty`;
    case 'write-file':
      return formatWrite(step);
    case 'move-file':
      return step.from.startsWith(`${step.to}.`) ? `put ${step.from} back as ${step.to}` : `set aside ${step.from} as ${step.to}`;
    case 'change-mode':
      return `chmod ${octal(step.after)} ${step.path}`;
    case 'install-crontab':
      return step.after === null ? `crontab -u ${step.user} -r` : `install crontab of ${step.user}`;
    case 'daemon':
      return `rcctl ${step.action} ${step.daemon}`;
    case 'account':
      return step.action === 'add' ? `useradd -d /var/empty -g =uid -L daemon -s /sbin/nologin ${step.name}` : `userdel ${step.name}, groupdel ${step.name}`;
    case 'reload-zone':
      return `nsd-control reload ${step.zone}`;
    case 'restart-service':
      return `rcctl restart ${step.service}`;
    case 'test-challenge':
      return `put a token into ${step.directory} and fetch it for ${step.policyHost} from ${step.connect.join(' and ')} port 80`;
    case 'issue-certificate':
      return `acme-client -v ${step.handle}`;
    case 'revoke-certificate':
      return `acme-client -r -v ${step.handle}`;
    case 'fetch-policy':
      return `fetch https://${step.policyHost}/.well-known/mta-sts.txt from ${step.connect.join(' and ')}`;
  }
}

function formatWrite({ path, before, after, judge }: Step & { kind: 'write-file' }): string {
  if (after === null) return `remove ${path}`;
  const judged = judge === null ? '' : `, after ${judge.program === 'nsd-checkzone' ? judge.program : `${judge.program} -n`} has judged it`;
  return `${before === null ? 'create' : 'change'} ${path} (${formatAttributes(after)})${judged}`;
}

const OWNERS: Readonly<Record<string, string>> = { '0:0': 'root:wheel', '0:1': 'root:daemon' };

function formatAttributes({ mode, uid, gid }: Attributes): string {
  const owner = `${uid}:${gid}`;
  return `${OWNERS[owner] ?? owner} ${octal(mode)}`;
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, '0');
}
