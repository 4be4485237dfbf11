// What is run until it is cut short, each from the same host every time.
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { Zone } from '../support/dns-server.ts';
import type { Tree } from '../support/openbsd-like.ts';
import { reportJson, type ReportOptions } from '../support/reports.ts';
import { TUTORIAL } from '../support/tutorial.ts';

const OTHER = TUTORIAL.replace('max_age = 86400', 'max_age = 604800').concat('\n[domain example.net]\naddress[] = 203.0.113.1\n');

export interface Scenario {
  readonly name: string;
  readonly argv: readonly string[];
  /** What the command needs beyond that of its kind. */
  readonly options?: (tree: Tree, resolver: string) => readonly string[];
  /** What it reads from its standard input. */
  readonly input?: string;
  /** 0 where it is left out. */
  readonly exit?: number;
  /** What its resolver knows. */
  readonly zone?: Zone;
  /** Brings a fresh tree to where the command begins. */
  readonly prepare: (tree: Tree) => void;
}

function apply(tree: Tree): void {
  const { exit, stderr } = tree.stsctl('apply', '-q');
  if (exit !== 0) throw new Error(stderr);
}

/** A host of one's own where nobody listens: how a mail host answers is not what is tried here. */
const LOCAL = { A: ['127.0.0.1'] };
const PUBLISHED: Zone = { 'example.com': { MX: [[10, 'mail.example.com'], [20, 'mx-backup.example.com']] }, 'mail.example.com': LOCAL, 'mx-backup.example.com': LOCAL, 'mta-sts.example.com': LOCAL, 'example.net': { MX: [[10, 'mail.example.com']] }, 'mta-sts.example.net': LOCAL };

function asSender({ httpsPort, caFile }: Tree, resolver: string): string[] {
  return ['--connect', `127.0.0.1:${httpsPort}`, '--ca-file', caFile, '--resolver', resolver, '--smtp-port', '1', '--allow-private'];
}

/** Two days ago, and two months. */
function report(organization: string, days = 2): string {
  const day = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
  const options: ReportOptions = { day, organization, id: `${organization}-${day}` };
  return JSON.stringify(reportJson(options));
}

function mailOf(json: string): string {
  const head = 'From: reports@google.com\r\nTo: reports@example.com\r\nSubject: Report Domain: example.com\r\nMIME-Version: 1.0\r\n';
  return `${head}Content-Type: application/tlsrpt+json\r\nContent-Transfer-Encoding: base64\r\n\r\n${Buffer.from(json).toString('base64').replace(/.{76}/g, '$&\r\n')}\r\n`;
}

const ZONE = '/var/nsd/zones/master/example.com.zone';
const ZONE_TEXT = '$TTL 60\n@ SOA ns hostmaster 41 3600 600 86400 60\n@ NS ns\nns A 127.0.0.1\n';
/** Serves what it was told to read, as long as it is not told again. */
const NSD_CONTROL = '#!/bin/sh\ncp "${2%/etc/nsd.conf}/zones/master/$4.zone" "${2%/etc/nsd.conf}/served"\n';

/** nsd-checkconf and nsd-checkzone are the real ones. */
function setUpNsd(tree: Tree): void {
  tree.write('/var/nsd/etc/nsd.conf', 'server:\n  zonesdir: "/var/nsd/zones"\nzone:\n  name: "example.com"\n  zonefile: "master/example.com.zone"\n');
  tree.write(ZONE, ZONE_TEXT);
  tree.write('/var/nsd/served', ZONE_TEXT);
  tree.write('/usr/sbin/nsd-control', NSD_CONTROL, 0o755);
  for (const program of ['nsd-checkconf', 'nsd-checkzone']) symlinkSync(`/usr/sbin/${program}`, join(tree.root, 'usr/sbin', program));
}

const SCENARIOS: readonly Scenario[] = [
  { name: 'first apply', argv: ['apply'], prepare: (tree) => tree.write('/etc/stsctl.conf', TUTORIAL) },
  {
    name: 'apply of a change',
    argv: ['apply'],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      tree.write('/etc/stsctl.conf', OTHER);
    },
  },
  {
    name: 'rollback',
    argv: ['rollback'],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
    },
  },
  {
    name: 'renew',
    argv: ['renew'],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      // A new certificate that httpd has not loaded: there is something to do.
      tree.run('/usr/sbin/acme-client', '-F', 'mta-sts.example.com');
    },
  },
  {
    name: 'dns --zone',
    argv: ['dns', '--zone', ZONE, '--wait', '0'],
    options: ({ httpsPort, caFile }) => ['--connect', `127.0.0.1:${httpsPort}`, '--ca-file', caFile],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      setUpNsd(tree);
    },
  },
  {
    name: 'mode',
    argv: ['mode', '--force', 'enforce', 'example.com'],
    exit: 2, // Its record is still to be published.
    zone: PUBLISHED,
    options: asSender,
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL.replace('enforce', 'testing ; for now'));
      apply(tree);
    },
  },
  {
    name: 'retire',
    argv: ['retire', 'example.net'],
    zone: PUBLISHED,
    options: asSender,
    prepare(tree) {
      tree.write('/etc/stsctl.conf', `${OTHER.replace('604800', '86400')}mode = none\n`);
      apply(tree);
    },
  },
  {
    name: 'reports add -',
    argv: ['reports', 'add'],
    input: mailOf(report('Google Inc.')),
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
    },
  },
  {
    name: 'reports add DIR',
    argv: ['reports', 'add'],
    options: ({ root }) => [`${root}/inbox`],
    prepare(tree) {
      tree.write('/etc/stsctl.conf', TUTORIAL);
      apply(tree);
      for (const days of [2, 62]) for (const organization of ['A', 'B', 'C']) tree.write(`/inbox/${organization}${days}.json`, report(organization, days));
      tree.write('/inbox/mail', mailOf(report('D')));
    },
  },
];

/** The scenarios, or the one of that name; the exit status says whether any found a fault. */
export async function runEach(only: string | undefined, run: (scenario: Scenario) => Promise<number>): Promise<void> {
  let faults = 0;
  for (const scenario of SCENARIOS) if (only === undefined || scenario.name === only) faults += await run(scenario);
  process.exitCode = faults === 0 ? 0 : 1;
}
