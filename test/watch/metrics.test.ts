// /metrics: the text format, what promtool makes of it, and that share/ asks for nothing that is not there.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { metricsText } from '../../src/watch/metrics.ts';
import { REPOSITORY } from '../support/stsctl.ts';
import { DAY_MS, findingOf, manyStates, observationOf, snapshotOf, stateOf, WATCH_NOW } from '../support/watch.ts';

const TEXT = metricsText(snapshotOf(manyStates(60)));
const NAMES = new Set([...TEXT.matchAll(/^# TYPE (\S+)/gm)].map(([, name]) => name ?? ''));

test('one domain, to the letter', () => {
  const state = stateOf('example.com', observationOf({ findings: [findingOf(), findingOf({ severity: 'note' })] }), { reports: { reports: 3, successful: 1000, failed: 2 } });
  const lines = metricsText(snapshotOf([state])).split('\n');
  for (const line of [
    'stsctl_domains 1',
    'stsctl_domain_findings{domain="example.com",severity="error"} 1',
    'stsctl_domain_findings{domain="example.com",severity="warning"} 0',
    'stsctl_domain_mode_info{domain="example.com",mode="enforce"} 1',
    `stsctl_certificate_expiry_timestamp_seconds{domain="example.com"} ${(WATCH_NOW + 61 * DAY_MS) / 1000}`,
    `stsctl_last_check_timestamp_seconds{domain="example.com"} ${(WATCH_NOW - 600_000) / 1000}`,
    'stsctl_check_duration_seconds{domain="example.com"} 1.234',
    'stsctl_report_sessions{domain="example.com",result="failed"} 2',
    'stsctl_checks_total 24',
  ]) assert.ok(lines.includes(line), line);
});

test('each line is HELP, TYPE or a sample, each series stands once, and one that was never seen has none', () => {
  const samples = TEXT.trimEnd().split('\n').filter((line) => !line.startsWith('#'));
  for (const line of samples) assert.match(line, /^[a-z_]+(?:\{[a-z]+="(?:[^"\\\n]|\\[\\n"])*"(?:,[a-z]+="(?:[^"\\\n]|\\[\\n"])*")*\})? -?\d+(?:\.\d+)?(?:e[+-]\d+)?$/);
  assert.equal(new Set(samples.map((line) => line.replace(/ \S+$/, ''))).size, samples.length);
  assert.ok(!metricsText(snapshotOf([stateOf('new.example', null)])).includes('new.example'));
});

test('a label value can not end its quotes', () => {
  const text = metricsText(snapshotOf([stateOf('a"} 1\nevil 1\\', observationOf())]));
  assert.ok(text.includes('stsctl_last_check_timestamp_seconds{domain="a\\"} 1\\nevil 1\\\\"} '));
  assert.doesNotMatch(text, /^evil/m);
});

const read = (file: string) => readFileSync(join(REPOSITORY, file), 'utf8');
const DASHBOARD = JSON.parse(read('share/grafana/stsctl.json')) as { title: string; uid: string; panels: { id: number; title: string; targets?: { expr: string }[] }[] };

test('the dashboard and the rules ask for metrics that there are', () => {
  const asked = [...JSON.stringify(DASHBOARD).matchAll(/stsctl_[a-z_]+/g), ...read('share/prometheus/stsctl.rules.yml').matchAll(/stsctl_[a-z_]+/g)].map(([name]) => name);
  assert.ok(asked.length > 10);
  assert.deepEqual([...new Set(asked)].filter((name) => !NAMES.has(name)), []);
});

test('the dashboard is one that Grafana imports', () => {
  assert.deepEqual([DASHBOARD.uid, DASHBOARD.title], ['stsctl', 'MTA-STS (stsctl)']);
  assert.ok(DASHBOARD.panels.every(({ title, targets = [] }) => title !== '' && targets.length > 0 && targets.every(({ expr }) => expr !== '')));
  assert.equal(new Set(DASHBOARD.panels.map(({ id }) => id)).size, DASHBOARD.panels.length);
});

const promtool = process.env['PROMTOOL'] ?? 'promtool';
const hasPromtool = spawnSync(promtool, ['--version']).status === 0;

describe('promtool', { skip: hasPromtool ? false : 'needs promtool, of the package prometheus' }, () => {
  test('has nothing to say of the metrics', () => {
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'metrics'], { input: TEXT, encoding: 'utf8' });
    assert.deepEqual([status, stdout, stderr], [0, '', '']);
  });

  test('takes the rules', () => {
    const { status, stdout, stderr } = spawnSync(promtool, ['check', 'rules', join(REPOSITORY, 'share/prometheus/stsctl.rules.yml')], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
  });

  test('each alert fires when it should and not before', () => {
    const { status, stdout, stderr } = spawnSync(promtool, ['test', 'rules', join(REPOSITORY, 'test/fixtures/prometheus/stsctl.rules.test.yml')], { encoding: 'utf8' });
    assert.equal(status, 0, stdout + stderr);
  });
});
