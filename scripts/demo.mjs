// npm run demo: sets up what a fresh clone lacks, then runs the main job in a temporary OpenBSD-like tree.
import { buildBundles, installDebianPackages, installNodePackages, run } from './setup.mjs';

installNodePackages();
installDebianPackages({ pebble: 'pebble' });
buildBundles();
run(process.execPath, ['--import', 'tsx', 'test/demo/demo.ts']);
