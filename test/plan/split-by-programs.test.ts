// Below --root the steps that run a program which is not there are left for the host.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ACME_CLIENT, CRONTAB, GROUPDEL, HTTPD, NSD_CHECKZONE, NSD_CONTROL, RCCTL, USERADD, USERDEL } from '../../src/model/base-system.ts';
import type { Step, WriteFileStep } from '../../src/model/plan.ts';
import { missingPrograms, splitByPrograms } from '../../src/plan/split-by-programs.ts';
import { factsOf } from '../support/facts.ts';

const ALL = [ACME_CLIENT, CRONTAB, GROUPDEL, HTTPD, NSD_CHECKZONE, NSD_CONTROL, RCCTL, USERADD, USERDEL];
const FILES = ['make-directory', 'remove-directory', 'change-mode'] as const;
const RUN = ['move-file', 'install-crontab', 'account', 'reload-zone', 'restart-service', 'test-challenge', 'issue-certificate', 'revoke-certificate', 'fetch-policy'] as const;
const steps = [...FILES, ...RUN].map((kind) => ({ kind }) as Step);
const kindsLeft = (...programs: string[]) => splitByPrograms(steps, { programs: new Set(programs) }).left.map(({ kind }) => kind);

test('without programs all but the work on files is left; with all of them nothing is', () => {
  assert.deepEqual(kindsLeft(), RUN);
  assert.deepEqual(kindsLeft(...ALL), []);
  const { steps: here, left } = splitByPrograms(steps, { programs: new Set() });
  assert.deepEqual([...here, ...left], steps);
});

test('one that lacks is missed by what runs it', () => {
  const leftWithout = (program: string) => kindsLeft(...ALL.filter((each) => each !== program)).join(' ');
  assert.equal(leftWithout(ACME_CLIENT), 'move-file test-challenge issue-certificate revoke-certificate');
  assert.equal(leftWithout(HTTPD), 'restart-service test-challenge issue-certificate fetch-policy');
  assert.equal(leftWithout(RCCTL), 'restart-service test-challenge issue-certificate fetch-policy');
  for (const program of [USERADD, USERDEL, GROUPDEL]) assert.equal(leftWithout(program), 'account');
  assert.deepEqual([leftWithout(CRONTAB), leftWithout(NSD_CONTROL), leftWithout(NSD_CHECKZONE)], ['install-crontab', 'reload-zone', '']);
});

test('httpd is told by rcctl only where both are; stsctld needs no httpd', () => {
  const daemon = (name: string) => ({ kind: 'daemon', daemon: name }) as Step;
  const left = (...programs: string[]) => splitByPrograms([daemon('httpd'), daemon('stsctld')], { programs: new Set(programs) }).left.map((step) => (step.kind === 'daemon' ? step.daemon : step.kind));
  assert.deepEqual([left(RCCTL, HTTPD), left(RCCTL), left(HTTPD)], [[], ['httpd'], ['httpd', 'stsctld']]);
});

test('a file whose judge is not there is written unjudged, and by no other', () => {
  const write = (program: string | null) => ({ kind: 'write-file', judge: program === null ? null : { program } }) as WriteFileStep;
  const all = ['httpd', 'acme-client', 'nsd-checkzone', null].map(write);
  const judges = (...programs: string[]) => splitByPrograms(all, { programs: new Set(programs) }).steps.map((step) => (step.kind === 'write-file' ? (step.judge?.program ?? null) : step.kind));
  assert.deepEqual([judges(...ALL), judges(), judges(HTTPD), judges(ACME_CLIENT), judges(NSD_CHECKZONE)], [['httpd', 'acme-client', 'nsd-checkzone', null], [null, null, null, null], ['httpd', null, null, null], [null, 'acme-client', null, null], [null, null, 'nsd-checkzone', null]]);
});

test('on the host itself each program that lacks is named; in a tree none is missed', () => {
  const told = (root: string, ...programs: string[]) => missingPrograms(factsOf({ facts: { root, programs: new Set(programs) } })).map(({ message }) => message);
  assert.deepEqual(told('', HTTPD, ACME_CLIENT, RCCTL, CRONTAB), []);
  assert.deepEqual(told('', HTTPD, ACME_CLIENT, RCCTL), [`${CRONTAB} is not on mx1`]);
  assert.deepEqual(told(''), [`${HTTPD}, ${ACME_CLIENT}, ${RCCTL}, ${CRONTAB} are not on mx1`]);
  assert.deepEqual(told('/tree'), []);
});
