// The hosts that need no network, held against the promises: this machine, memory, and the remote scripts in every shell at hand.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { LocalHost } from '../../src/transport/local-host.ts';
import { SshHost } from '../../src/transport/ssh-host.ts';
import { MemoryHost } from '../support/memory-host.ts';
import { missingPrograms } from '../support/missing-programs.ts';
import { realSubject } from '../support/real-subject.ts';
import { ShellExec } from '../support/shell-exec.ts';
import { conforms, type Subject } from './conformance.ts';

conforms('this machine', () => realSubject(new LocalHost('')));

const tree = mkdtempSync(join(tmpdir(), 'stsctl-tree-'));
after(() => rmSync(tree, { recursive: true, force: true }));
conforms('a tree of this machine', () => {
  return { ...realSubject(new LocalHost(tree), tree), runs: false };
});

conforms('a host in memory', memorySubject);

for (const shell of ['dash', 'bash', 'mksh']) {
  const path = shell === 'mksh' ? '/usr/bin/mksh' : `/bin/${shell}`;
  conforms(`a remote script in ${shell}`, () => realSubject(remote(path)), { skip: missingPrograms([shell]).length > 0 && `needs ${shell}` });
}

function remote(shell: string): SshHost {
  return new SshHost(new ShellExec(shell), { name: 'mx1', ssh: 'mx1', become: null });
}

function memorySubject(): Subject {
  const host = new MemoryHost({}, () => ({}));
  return {
    host,
    directory: '/var',
    runs: false,
    plant: { file: (path, content, mode = 0o644) => void host.entries.set(path, { kind: 'file', content, mode, uid: 0, gid: 0 }), link: null },
    read: (path) => host.entries.get(path)?.content ?? null,
    end: () => undefined,
    mode: (path) => host.entries.get(path)?.mode ?? 0,
  };
}
