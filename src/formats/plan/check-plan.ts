// Is this value a plan? A plan file is as hostile as any other input: it names files that root will write.
import { ACME_CLIENT_CONF, CHROOT, HTTPD_CONF, RC_SCRIPT } from '../../model/base-system.ts';
import type { Plan } from '../../model/plan.ts';
import { isPolicyPath } from '../mta-sts/policy-path.ts';
import type { ParsedPlan, ParsedPlans } from './plan-json.ts';

type Shape = (value: unknown) => boolean;

const isString: Shape = (value) => typeof value === 'string';
const isCount: Shape = (value) => Number.isSafeInteger(value) && (value as number) >= 0;
const nullOr = (shape: Shape): Shape => (value) => value === null || shape(value);
const listOf = (shape: Shape): Shape => (value) => Array.isArray(value) && value.every(shape);
const oneOf = (...words: readonly string[]): Shape => (value) => words.includes(value as string);

/** Exactly these keys, each of its shape. */
export function objectOf(shapes: Readonly<Record<string, Shape>>): Shape {
  const keys = Object.keys(shapes);
  return (value) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
    const own = Object.keys(value);
    return own.length === keys.length && keys.every((key) => own.includes(key) && shapes[key]?.((value as Record<string, unknown>)[key]) === true);
  };
}

/** The files stsctl writes, and no others. */
const isOurFile: Shape = (value) => value === HTTPD_CONF || isConfiguration(value) || value === ACME_CLIENT_CONF || value === RC_SCRIPT || (isString(value) && isPolicyPath(value as string));
const DIRECTORIES = new Set(['/etc', '/var', '/etc/ssl', '/etc/ssl/private', '/etc/acme', '/etc/rc.d', CHROOT, `${CHROOT}/acme`, `${CHROOT}/mta-sts`]);
const isOurDirectory: Shape = (value) =>
  DIRECTORIES.has(value as string) || (isString(value) && isPolicyPath(`${value as string}/x.txt`));
const isChallengeDirectory: Shape = (value) => isString(value) && isPolicyPath(`${value as string}/x.txt`);
const isHandle: Shape = (value) => isString(value) && /^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(value as string);
const isAddress: Shape = (value) => isString(value) && /^[0-9A-Fa-f.:]+$/.test(value as string);

const isPath: Shape = (value) => isString(value) && (value as string).startsWith('/') && !/\/\.{0,2}(\/|$)/.test(value as string);
/** acme-client.conf decides where keys are; below the places that hold them or not, never a file that means something else. */
const isKeyFile: Shape = (value) => isPath(value) && /^\/etc\/(?:ssl|acme)\/./.test(value as string) || (isPath(value) && /\.(?:pem|key|crt|cer)(?:\.\d{8}T\d{6}Z)?$/.test(value as string));
/** Wherever -f says it is. */
const isConfiguration: Shape = (value) => isPath(value) && (value as string).endsWith('/stsctl.conf');
const isMode: Shape = (value) => isCount(value) && (value as number) <= 0o7777;

const attributes = { mode: isMode, uid: isCount, gid: isCount };
const isAttributes = objectOf(attributes);
const isFileState = nullOr(objectOf({ content: isString, ...attributes }));
const isJudge = nullOr(
  objectOf({ program: oneOf('httpd', 'acme-client'), expected: listOf(isString), expectedBefore: nullOr(listOf(isString)), handle: nullOr(isHandle) }),
);

const isWithdrawal = objectOf({ handle: isHandle, names: listOf(isHandle), before: isString, after: isString });
const writeFile = { path: isOurFile, before: isFileState, after: isFileState, judge: isJudge };
/** A zone file may be anywhere: it is one that nsd-checkzone has taken for the zone, and never made or removed. */
const isZoneJudge = objectOf({ program: oneOf('nsd-checkzone'), expected: listOf(isString), expectedBefore: listOf(isString), handle: isHandle });
const isPresent = objectOf({ content: isString, ...attributes });
const WRITES = [
  step(writeFile),
  step({ ...writeFile, withdrawals: listOf(isWithdrawal) }),
  step({ path: isPath, before: isPresent, after: isPresent, judge: isZoneJudge }),
];
const moveFile = { handle: isHandle, from: isKeyFile, to: isKeyFile, size: isCount };

const STEPS: Readonly<Record<string, Shape>> = {
  'make-directory': step({ path: isOurDirectory, attributes: isAttributes }),
  'remove-directory': step({ path: isOurDirectory, attributes: isAttributes }),
  'write-file': (value) => WRITES.some((each) => each(value)),
  'move-file': (value) => step(moveFile)(value) || step({ ...moveFile, isInTheWay: (is) => typeof is === 'boolean' })(value),
  'change-mode': step({ path: isKeyFile, before: isMode, after: (value) => value === 0o400 }),
  'install-crontab': step({ user: oneOf('root'), before: nullOr(isString), after: nullOr(isString) }),
  'restart-service': step({ service: isHandle }),
  daemon: step({ daemon: oneOf('httpd', 'stsctld'), action: oneOf('enable', 'disable', 'start', 'stop', 'reload') }),
  account: step({ name: oneOf('_stsctl'), action: oneOf('add', 'remove') }),
  'reload-zone': step({ zone: isHandle }),
  'test-challenge': step({ policyHost: isHandle, handle: isHandle, directory: isChallengeDirectory, connect: listOf(isAddress), addresses: listOf(isAddress) }),
  'issue-certificate': step({ handle: isHandle }),
  'revoke-certificate': step({ handle: isHandle }),
  'fetch-policy': step({ domain: isHandle, policyHost: isHandle, handle: nullOr(isHandle), certificate: isPath, connect: listOf(isAddress), body: isString }),
};

function step(shapes: Readonly<Record<string, Shape>>): Shape {
  return objectOf({ kind: isString, reason: isString, ...shapes });
}

const isStep: Shape = (value) => {
  const kind = (value as { kind?: unknown } | null)?.kind;
  return typeof kind === 'string' && Object.hasOwn(STEPS, kind) && STEPS[kind]?.(value) === true;
};

const PLAN: Readonly<Record<string, Shape>> = {
  version: (value) => value === 1,
  host: isString,
  root: isString,
  steps: listOf(isStep),
  left: listOf(isStep),
  notes: listOf(isString),
  caFile: nullOr(isString),
  certificates: listOf(isPath),
};

const isDigest: Shape = (value) => isString(value) && /^[0-9a-f]{64}$/.test(value as string);
export const isConfigEdit = objectOf({ file: isPath, machine: isString, reason: isString, line: isCount, before: isString, after: isString, digestBefore: isDigest, digestAfter: isDigest });
const isHeld = listOf(objectOf({ domain: isHandle, code: oneOf('policy-loses-mail'), message: isString, unchanged: isString, next: isString }));

const FORMS = [{}, { held: isHeld }, { configEdit: isConfigEdit }, { held: isHeld, configEdit: isConfigEdit }].map((more) => objectOf({ ...PLAN, ...more }));

export function checkPlan(raw: unknown): ParsedPlan {
  if (FORMS.some((isOfForm) => isOfForm(raw))) return { ok: true, value: raw as Plan };
  return { ok: false, message: whatIsWrong(raw) };
}

/** Of several hosts, each once; trees are no hosts. */
export function checkPlans(raw: unknown): ParsedPlans {
  if (!objectOf({ version: (value) => value === 1, plans: Array.isArray })(raw)) return asList(checkPlan(raw));
  const { plans } = raw as { plans: readonly unknown[] };
  const checked = plans.map(checkPlan);
  const bad = checked.findIndex((each) => !each.ok);
  const wrong = checked[bad];
  if (wrong?.ok === false) return { ok: false, message: `plan ${bad + 1}: ${wrong.message}` };
  const value = checked.flatMap((each) => (each.ok ? [each.value] : []));
  if (value.length === 0) return { ok: false, message: 'it holds no plan' };
  if (value.some(({ root }) => root !== '')) return { ok: false, message: 'a plan for a tree is no host\'s' };
  if (new Set(value.map(({ host }) => host)).size < value.length) return { ok: false, message: 'it holds two plans for one host' };
  return { ok: true, value };
}

function asList(parsed: ParsedPlan): ParsedPlans {
  return parsed.ok ? { ok: true, value: [parsed.value] } : parsed;
}

function whatIsWrong(raw: unknown): string {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return 'it is not a JSON object';
  const plan = raw as Record<string, unknown>;
  if (!('version' in plan)) return 'it has no version'; // JSON of another kind
  if (plan['version'] !== 1) return `its version is ${JSON.stringify(plan['version'])}; this stsctl reads version 1`;
  const steps = Array.isArray(plan['steps']) ? (plan['steps'] as unknown[]) : [];
  const bad = steps.findIndex((each) => !isStep(each));
  return bad >= 0 ? `step ${bad + 1} is not one that stsctl makes` : 'its keys are not those of a plan';
}
