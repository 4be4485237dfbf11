// The flags as commands see them, with what holds where one is not given.
import { resolve } from 'node:path';
import type { Options } from './command-context.ts';
import type { Values } from './flags.ts';
import type { Counts } from './parse-counts.ts';
import type { Endpoints } from './parse-endpoints.ts';
import { DEFAULT_WAIT_SECONDS } from './zone-options.ts';

const DEFAULT_JOBS = 16;

export function optionsOf(values: Values): Omit<Options, keyof Counts | keyof Endpoints> {
  return {
    configFile: values.file ?? null,
    dryRun: values['dry-run'] === true,
    root: values.root === undefined ? '' : resolve(values.root),
    json: values.json === true,
    adopt: values.adopt === true,
    auto: values.auto === true,
    force: values.force === true,
    now: values.now === true,
    ramp: values.ramp === true,
    revoke: values.revoke === true,
    list: values.list === true,
    out: values.out ?? null,
    caFile: values['ca-file'] ?? null,
    as: values.as ?? null,
    verdict: values.verdict ?? null,
    csv: values.csv === true,
    ndjson: values.ndjson === true,
    domain: values.domain ?? null,
    allowPrivate: values['allow-private'] === true,
    allowRemote: values['allow-remote'] === true,
    allowRoot: values['allow-root'] === true,
    remove: values.remove === true,
    changed: values.changed === true,
    explain: values.explain ?? null,
    nagios: values.nagios === true,
    nsupdate: values.nsupdate === true,
    table: values.table === true,
    zone: values.zone === undefined ? null : resolve(values.zone),
    wait: Number(values.wait ?? DEFAULT_WAIT_SECONDS),
    init: { addresses: values.address ?? [], contact: values.contact ?? null, fromTutorial: values['from-tutorial'] === true, mode: values.mode ?? null, mx: values.mx ?? [], tlsrpt: values.tlsrpt ?? [] },
    assumed: { missing: new Set(values.missing), present: new Set(values.present) },
    hosts: values.host ?? [],
    jobs: Number(values.jobs ?? DEFAULT_JOBS),
    failFast: values['fail-fast'] === true,
    serial: values.serial === undefined ? null : Number(values.serial),
    acceptNew: values['accept-new'] === true,
    sshConfig: values['ssh-config'] === undefined ? null : resolve(values['ssh-config']),
  };
}
