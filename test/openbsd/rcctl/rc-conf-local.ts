// /etc/rc.conf.local as rc.subr reads it and rcctl rewrites it (rc.conf.local(8)).

/** Values by variable; the last of two lines wins, and a last line without a newline is not read. */
export function parseRcConf(text: string): Map<string, string> {
  const values = new Map<string, string>();
  for (const line of text.split('\n').slice(0, -1)) {
    const found = /^[ \t]*(?:export[ \t]+)?([A-Za-z_]\w*)[ \t]*=[ \t]*(.*)$/s.exec(line);
    if (found !== null) values.set(found[1] ?? '', valueOf(found[2] ?? ''));
  }
  return values;
}

/** Quotes go, and a remark behind them; a carriage return stays. */
function valueOf(text: string): string {
  const quoted = /^"([^"]*)"|^'([^']*)'/.exec(text);
  if (quoted !== null) return quoted[1] ?? quoted[2] ?? '';
  return text.replace(/[ \t]+#.*$/, '').replace(/[ \t]+$/, '');
}

/** Sets variables, or removes those set to null; the whole file is sorted and lines that are the same become one. */
export function rewriteRcConf(text: string, changes: ReadonlyMap<string, string | null>): string {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  const kept = lines.filter((line) => ![...changes.keys()].some((name) => new RegExp(`^[ \\t]*(export[ \\t]+)?${name}[ \\t]*=`).test(line)));
  const added = [...changes].filter(([, value]) => value !== null).map(([name, value]) => `${name}=${value}`);
  const sorted = [...new Set([...kept, ...added])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return sorted.map((line) => `${line}\n`).join('');
}
