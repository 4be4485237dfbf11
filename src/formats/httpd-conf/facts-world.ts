// The machine as httpd's parser asks about it, answered from gathered facts.
import type { Bytes } from '../../model/bytes.ts';
import type { Facts } from '../../model/facts.ts';
import type { Probe } from '../../model/host.ts';
import type { AcmeClientWorld } from '../../model/acme-client-conf.ts';
import type { HttpdWorld } from '../../model/httpd-conf.ts';
import { resolveService } from './services.ts';

/** 16 MB: far above any configuration, far below the memory. */
export const MAX_CONFIG_BYTES = 16 * 1024 * 1024;

export type KnownFacts = Pick<Facts, 'files' | 'resolved'>;

/** Told of every question the facts have no answer to yet. */
export type Ask = (probe: Probe) => void;

const nobodyAsks: Ask = () => undefined;

/** Paths in the configuration are absolute or relative to /, where rc.d starts httpd. */
function absolute(path: string): string {
  return path.startsWith('/') ? path : `/${path}`;
}

export function httpdWorld(facts: KnownFacts, ask: Ask = nobodyAsks): HttpdWorld {
  return {
    readInclude: (path) => includedFile(facts, path, ask),
    isReadable: (path) => statFrom(facts, path, ask)?.kind === 'file',
    resolveHost: (name) => resolvedName(facts, name, ask),
    resolveService,
  };
}

export function acmeClientWorld(facts: KnownFacts, ask: Ask = nobodyAsks): AcmeClientWorld {
  return {
    readInclude: (path) => includedFile(facts, path, ask),
    modeOf: (path) => statFrom(facts, path, ask)?.mode ?? null,
  };
}

function includedFile(facts: KnownFacts, path: string, ask: Ask): Bytes | null {
  const known = facts.files.get(absolute(path));
  if (known === undefined) ask({ kind: 'file', path: absolute(path), maxBytes: MAX_CONFIG_BYTES, follow: true });
  return known?.content ?? null;
}

function statFrom(facts: KnownFacts, path: string, ask: Ask) {
  const known = facts.files.get(absolute(path));
  if (known === undefined) ask({ kind: 'stat', path: absolute(path), follow: true });
  return known?.stat ?? null;
}

function resolvedName(facts: KnownFacts, name: string, ask: Ask): readonly string[] | null {
  const known = facts.resolved.get(name);
  if (known === undefined) ask({ kind: 'resolve', name });
  return known ?? null;
}
