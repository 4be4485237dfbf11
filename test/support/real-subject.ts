// A Host that works on this machine, by whatever way, as a subject of the conformance suite.
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Host } from '../../src/model/host.ts';
import type { Subject } from '../transport/conformance.ts';

/** `root` is where the host's paths begin. */
export function realSubject(host: Host & { close?(): void }, root = ''): Subject {
  const folder = mkdtempSync(join(root === '' ? tmpdir() : root, 'stsctl-conformance-'));
  return {
    host,
    directory: folder.slice(root.length),
    runs: true,
    plant: {
      file(path, content, mode = 0o644) {
        writeFileSync(root + path, content, 'latin1');
        chmodSync(root + path, mode);
      },
      link: (target, path) => symlinkSync(target, root + path),
    },
    read(path) {
      try {
        return readFileSync(root + path, 'latin1');
      } catch {
        return null;
      }
    },
    mode: (path) => statSync(root + path).mode & 0o7777,
    end() {
      host.close?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
