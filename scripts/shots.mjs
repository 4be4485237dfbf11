// npm run shots: the pictures of README.md and docs/GUIDE.md, docs/pictures/*.png, taken of the pages as they are by Debian's chromium.
import { buildBundles, installDebianPackages, installNodePackages, run } from './setup.mjs';

installNodePackages();
installDebianPackages({ chromium: 'chromium' });
buildBundles();
run(process.execPath, ['--import', 'tsx', 'test/demo/shots.ts']);
