// An OpenBSD-like tree with the stand-in base system, for tests and the demo: ports of its own, nothing outside it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { makeThrowAwayCa, throwAwayRoot } from '../openbsd/acme-client/throw-away-ca.ts';
import { installBaseSystem } from '../openbsd/install.ts';
import { freePorts } from './free-ports.ts';
import { stsctl, type Ran } from './stsctl.ts';

export interface Tree {
  readonly root: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** PEM file with the root of whoever issues the certificates. */
  caFile: string;
  write(path: string, content: string | Buffer, mode?: number): void;
  /** Runs a program of the tree. */
  run(program: string, ...argv: string[]): Ran;
  /** The arguments of a command against this tree, its ports and its authority. */
  argv(command: string): string[];
  /** `plan`, `apply` and so on against this tree. */
  stsctl(command: string, ...argv: string[]): Ran;
  /** Stops the tree's httpd and removes the tree. */
  remove(): void;
}

/** Commands that connect to the web server. */
const PROVES = new Set(['apply', 'check', 'renew']);

export interface TreeOptions {
  readonly throwAwayCa: boolean;
}

export async function makeTree({ throwAwayCa }: TreeOptions): Promise<Tree> {
  const root = mkdtempSync(join(tmpdir(), 'stsctl-tree-'));
  const [httpPort = 0, httpsPort = 0] = await freePorts(2);
  if (throwAwayCa) await makeThrowAwayCa(root);
  installBaseSystem(root, { ports: { 80: httpPort, 443: httpsPort }, throwAwayCa });
  const run = (program: string, ...argv: string[]): Ran => {
    const result = spawnSync(root + program, argv, { encoding: 'utf8', timeout: 60_000, env: { PATH: '/bin:/usr/bin' } });
    return { exit: result.status, stdout: result.stdout, stderr: result.stderr };
  };
  const tree: Tree = {
    root,
    httpPort,
    httpsPort,
    caFile: throwAwayRoot(root),
    run,
    write(path, content, mode = 0o644) {
      mkdirSync(dirname(root + path), { recursive: true });
      writeFileSync(root + path, content, { mode });
    },
    argv(command) {
      const proof = PROVES.has(command) ? ['--connect', `127.0.0.1:${httpsPort}`, '--ca-file', tree.caFile] : [];
      if (command === 'apply') proof.push('--connect-http', `127.0.0.1:${httpPort}`);
      return [command, '--root', root, ...proof];
    },
    stsctl: (command, ...argv) => stsctl([...tree.argv(command), ...argv]),
    remove() {
      run('/usr/sbin/rcctl', 'stop', 'httpd');
      rmSync(root, { recursive: true, force: true });
    },
  };
  return tree;
}
