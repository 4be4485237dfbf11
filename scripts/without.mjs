// esbuild plugin: modules that are asked for and never needed, with an empty one in their place.
import { fileURLToPath } from 'node:url';

/** By one way for all: resolved once by "alias" and once by a plugin it was strict or not by whichever came first, and chunks got other names. */
const NOTHING = fileURLToPath(new URL('nothing.cjs', import.meta.url));

/** A sixth of ssh2, for a session that stsctl never opens; and what Handlebars does without. */
const NEVER_NEEDED = [/\/SFTP\.js$/, /^source-map$/];

export const without = {
  name: 'without',
  setup(within) {
    for (const filter of NEVER_NEEDED) within.onResolve({ filter }, () => ({ path: NOTHING }));
  },
};
