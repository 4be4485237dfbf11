// The grammar of sh(1), without functions and here-documents.
import { parseCompound } from './parse-compound.ts';
import { TokenStream } from './token-stream.ts';
import { tokensOf } from './tokens.ts';
import { Unreadable, type AndOr, type Command, type List, type Pipeline, type Redirection, type Simple, type Word } from './tree.ts';
import { assignmentOf } from './words.ts';

/** cron(8) takes a command of 1000 bytes; no more than some of these are worth the time. */
const LONGEST = 4000;
const DEEPEST = 40;

/** Null for what is no command, or none that this grammar has. */
export function parseShell(text: string): List | null {
  if (text.length > LONGEST) return null;
  try {
    const stream = new TokenStream(tokensOf(text));
    const list = new Parser(stream).list();
    return stream.isAtEnd ? list : null;
  } catch (error) {
    if (error instanceof Unreadable) return null;
    throw error;
  }
}

class Parser {
  readonly #stream: TokenStream;
  #depth = 0;

  constructor(stream: TokenStream) {
    this.#stream = stream;
  }

  /** Up to what no command begins with: a closing word, `)`, `;;`, the end. */
  list(): List {
    const list: AndOr[] = [];
    this.#stream.newlines();
    while (this.#stream.startsCommand) {
      const andOr = this.#andOr();
      const end = this.#stream.operator(';', '&', '\n');
      list.push({ ...andOr, isBackground: end === '&' });
      this.#stream.newlines();
      if (end === null) break;
    }
    return list;
  }

  #andOr(): Omit<AndOr, 'isBackground'> {
    const first = this.#pipeline();
    const rest: { operator: '&&' | '||'; pipeline: Pipeline }[] = [];
    for (;;) {
      const operator = this.#stream.operator('&&', '||');
      if (operator === null) return { first, rest };
      this.#stream.newlines();
      rest.push({ operator: operator === '&&' ? '&&' : '||', pipeline: this.#pipeline() });
    }
  }

  #pipeline(): Pipeline {
    const isNegated = this.#stream.reserved('!') !== null;
    const commands = [this.#command()];
    while (this.#stream.operator('|') !== null) {
      this.#stream.newlines();
      commands.push(this.#command());
    }
    return { isNegated, commands };
  }

  #command(): Command {
    this.#depth += 1;
    if (this.#depth > DEEPEST) throw new Unreadable('deep');
    const compound = parseCompound(this.#stream, () => this.list());
    const command = compound === null ? parseSimple(this.#stream) : { ...compound, redirections: this.#stream.redirections() };
    this.#depth -= 1;
    return command;
  }
}

function parseSimple(stream: TokenStream): Simple {
  const id = stream.at;
  const assignments: { name: string; value: Word }[] = [];
  const words: Word[] = [];
  const redirections: Redirection[] = [];
  for (;;) {
    redirections.push(...stream.redirections());
    if (!stream.isAtWord) break;
    const word = stream.word();
    const assignment = words.length === 0 ? assignmentOf(word) : null;
    if (assignment === null) words.push(word);
    else assignments.push(assignment);
  }
  // NAME () begins a function.
  if (stream.at === id || stream.operator('(') !== null) throw new Unreadable('no command');
  return { kind: 'simple', id, assignments, words, redirections };
}
