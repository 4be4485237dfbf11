// /etc/rc.conf.local as rc.subr reads it and rcctl rewrites it (rc.conf.local(8)).

const SETTING = /^(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=(.*)$/s;

/** Values by variable; the last of two lines wins, and a last line without a newline is not read. */
export function parseRcConf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const found = SETTING.exec(line.replace(/^[ \t]+|[ \t]+$/g, ''));
    if (found !== null) values.set((found[1] ?? '').toLowerCase(), valueOf(found[2] ?? ''));
  }
  return values;
}

/** A remark goes, even one in quotes; quotes go where they enclose all that is left. A carriage return stays. */
function valueOf(text: string): string {
  const value = text.replace(/^[ \t]+/, '').replace(/#.*$/s, '').replace(/[ \t]+$/, '');
  return /^(?:".*"|'.*')$/s.test(value) && value.length > 1 ? value.slice(1, -1) : value;
}

export interface Edit {
  /** Lines that go. */
  readonly without: RegExp | null;
  /** Lines that come. */
  readonly added: readonly string[];
  /** What becomes of the lines that stay; null drops one. */
  readonly changed?: (line: string) => string | null;
}

/** The whole file goes through `sort -u`: order and doubles are lost, remarks and blank lines move to the top. */
export function editRcConf(text: string, { without, added, changed = (line) => line }: Edit): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const kept = lines.filter((line) => without?.test(line) !== true).map(changed).filter((line) => line !== null);
  const sorted = [...new Set([...kept, ...added])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map((line) => `${line}\n`).join('');
}
