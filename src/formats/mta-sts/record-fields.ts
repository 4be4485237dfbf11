// Cuts the text of a policy record at its delimiters, *WSP ";" *WSP (RFC 8461 3.1, RFC 8460 3).

/** The last delimiter may be left out; a blank at either end of the text stays and makes its field malformed. */
export function recordFields(text: string): string[] {
  const fields = splitTrimmed(text, ';');
  if (fields.length > 1 && fields.at(-1)?.trim() === '') fields.pop();
  return fields;
}

/** Blanks around a separator belong to it. Not a regular expression: a hostile record of blanks would take it forever. */
export function splitTrimmed(text: string, separator: ';' | ','): string[] {
  const pieces = text.split(separator);
  return pieces.map((piece, index) => {
    let start = 0;
    let end = piece.length;
    if (index > 0) while (start < end && isBlank(piece[start])) start += 1;
    if (index < pieces.length - 1) while (end > start && isBlank(piece[end - 1])) end -= 1;
    return piece.slice(start, end);
  });
}

function isBlank(character: string | undefined): boolean {
  return character === ' ' || character === '\t';
}
