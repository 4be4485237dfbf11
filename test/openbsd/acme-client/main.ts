// acme-client(1) for rehearsals and tests.
import { mayActAsRoot, standInRoot } from '../stand-in-root.ts';
import { run } from './run.ts';

const { root, rest } = standInRoot(process.argv.slice(2));

process.exitCode = await run(rest, {
  root,
  isRoot: mayActAsRoot(root),
  stdout: (text) => void process.stdout.write(text),
  stderr: (text) => void process.stderr.write(text),
});
