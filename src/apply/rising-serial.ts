// A zone file is taken back with a serial that goes on: secondaries would keep what they have rather than take a lower one (RFC 1912 2.2).
import type { Bytes } from '../model/bytes.ts';
import type { Host } from '../model/host.ts';
import type { Plan, Step, WriteFileStep } from '../model/plan.ts';
import { isSameButSerial, withSerialAfter } from '../formats/zone/zone-serial.ts';
import { probeFor } from './compare-before.ts';

type ZoneStep = WriteFileStep & { readonly before: NonNullable<WriteFileStep['before']>; readonly after: NonNullable<WriteFileStep['after']> };

function isZone(step: Step): step is ZoneStep {
  return step.kind === 'write-file' && step.judge?.program === 'nsd-checkzone' && step.before !== null && step.after !== null;
}

/** What a run takes back of itself: until nsd was told to read the zone, the very bytes do. */
export function withRisingSerials(inverted: readonly Step[]): readonly Step[] {
  const isRead = inverted.some(({ kind }) => kind === 'reload-zone');
  return isRead ? inverted.map((step) => (isZone(step) ? onto(step, step.before.content) : step)) : inverted;
}

/**
 * What a rollback takes back: somebody may have had the zone read since, whatever the journal says. Where a later edit was taken back, the
 * file is as that step left it but for a higher serial: that is no change of somebody else.
 */
export async function ontoPresentSerials(inverted: readonly Step[], host: Host): Promise<Step[]> {
  const zones = inverted.filter(isZone);
  const answers = await host.gather(zones.map(probeFor));
  const present = new Map<Step, Bytes | null>(zones.map((step, index) => [step, answers[index]?.kind === 'file' ? answers[index].content : null]));
  return inverted.map((step) => {
    const content = present.get(step) ?? null;
    if (!isZone(step) || content === step.after.content) return step;
    return onto(step, content !== null && isSameButSerial(content, step.before.content) ? content : step.before.content);
  });
}

/** A zone that is put back is read again, even if the run was killed before it had the new one read. */
export function withReloads(steps: readonly Step[], plan: Plan): readonly Step[] {
  if (!steps.some(isZone) || steps.some(({ kind }) => kind === 'reload-zone')) return steps;
  return [...steps, ...plan.steps.filter(({ kind }) => kind === 'reload-zone')];
}

function onto(step: ZoneStep, content: Bytes): Step {
  return {
    ...step,
    before: { ...step.before, content },
    after: { ...step.after, content: withSerialAfter(step.after.content, content) },
    reason: 'as it was before, with a serial that goes on: secondaries take no lower one',
  };
}
