// Only root changes a host; a tree of somebody's own is theirs to change.
import { Failure } from '../model/failure.ts';
import type { HostReader } from '../model/host.ts';

export function requireRoot({ root, uid, name, reach }: HostReader, command: string): void {
  if (root !== '' || uid === 0) return;
  const next = reach === null ? `doas stsctl ${command}` : `log in there as root, or say in [host ${name}]: become = doas`;
  throw new Failure([{ code: 'host-not-root', message: `only root can change ${name}`, unchanged: `every file on ${name}`, next }]);
}
