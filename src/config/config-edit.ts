// A change of stsctl.conf as the lines that change and what the whole file was before and after: made, and taken back, only where the file is exactly that.
import { createHash } from 'node:crypto';
import type { Bytes } from '../model/bytes.ts';
import type { Config } from '../model/config.ts';
import type { ConfigEdit } from '../model/plan.ts';
import { utf8Text } from '../formats/plan/text-json.ts';
import { parseConfig } from './parse-config.ts';

export type EditedLines = Pick<ConfigEdit, 'line' | 'before' | 'after' | 'digestBefore' | 'digestAfter'>;

/** Null when nothing changes. */
export function editedLines(before: Bytes, after: Bytes): EditedLines | null {
  if (before === after) return null;
  const [old, fresh] = [linesOf(before), linesOf(after)];
  const shorter = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < shorter && old[head] === fresh[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail += 1;
  const middle = (lines: readonly Bytes[]) => lines.slice(head, lines.length - tail).join('');
  return { line: head + 1, before: middle(old), after: middle(fresh), digestBefore: digestOf(before), digestAfter: digestOf(after) };
}

/** The text with the edit made; null when it is not the one that the edit is for. */
export function withEdit(text: Bytes, edit: EditedLines): Bytes | null {
  if (digestOf(text) !== edit.digestBefore) return null;
  const lines = linesOf(text);
  const at = edit.line - 1;
  const edited = lines.slice(0, at).join('') + edit.after + lines.slice(at + linesOf(edit.before).length).join('');
  return digestOf(edited) === edit.digestAfter ? edited : null;
}

export function invertEdit(edit: ConfigEdit): ConfigEdit {
  return { ...edit, before: edit.after, after: edit.before, digestBefore: edit.digestAfter, digestAfter: edit.digestBefore };
}

/** It has been made already. */
export function isEdited(text: Bytes, { digestAfter }: EditedLines): boolean {
  return digestOf(text) === digestAfter;
}

/**
 * A journal is kept by the host, and a host must not write into the configuration of all others what it likes: modes, max_age
 * and MX hosts may be as they were, and a domain may be there again.
 */
export function changesPoliciesAlone(before: Bytes, after: Bytes): boolean {
  const [old, fresh] = [parsed(before), parsed(after)];
  if (old === null || fresh === null) return false;
  const rest = ({ acme, hosts, reports, watch }: Config) => JSON.stringify([acme, hosts, reports, watch]);
  return rest(old) === rest(fresh) && old.domains.every((domain) => isOnlyOtherPolicy(domain, fresh.domains.find((each) => each.domain === domain.domain)));
}

function isOnlyOtherPolicy(old: Config['domains'][number], fresh: Config['domains'][number] | undefined): boolean {
  const rest = (domain: typeof old) => JSON.stringify({ ...domain, policy: null, sharesPolicy: null, line: null });
  return fresh !== undefined && rest(old) === rest(fresh);
}

/** Without any domain of its own a file is none: for comparing, it gets one. */
function parsed(text: Bytes): Config | null {
  const result = parseConfig('', `${utf8Text(text)}\n[domain stsctl.invalid]\nmode = none\n`);
  return result.ok ? result.value : null;
}

function linesOf(text: Bytes): Bytes[] {
  return text.split(/(?<=\n)/).filter((line) => line !== '');
}

function digestOf(text: Bytes): string {
  return createHash('sha256').update(text, 'latin1').digest('hex');
}
