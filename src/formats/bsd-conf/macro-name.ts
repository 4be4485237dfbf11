// The one rule about the names of macros.

/** FACTS 1, Macros: a blank as the very first character passes. */
export function hasBlank(name: string): boolean {
  return /[ \t\n\v\f\r]/.test(name.slice(1));
}
