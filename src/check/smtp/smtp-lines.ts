// Replies of a mail host, line by line (RFC 5321 4.2).

export interface Reply {
  readonly code: number;
  readonly lines: readonly string[];
}

/** RFC 5321 4.5.3.1.5 has 512 for a line; a reply has a few dozen lines at most. */
const MAX_BYTES = 32 * 1024;

/** Fed with what arrives; each whole reply is handed on. */
export class ReplyReader {
  readonly #onReply: (reply: Reply | 'unreadable') => void;
  #rest = '';
  #lines: string[] = [];
  #size = 0;
  /** What follows is not read: it is no SMTP, or it never ends. */
  #isOver = false;

  constructor(onReply: (reply: Reply | 'unreadable') => void) {
    this.#onReply = onReply;
  }

  push(chunk: Buffer): void {
    if (this.#isOver) return;
    this.#rest += chunk.toString('latin1');
    this.#size += chunk.length;
    if (this.#size > MAX_BYTES) return this.#giveUp();
    const lines = this.#rest.split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line.replace(/\r$/, ''));
  }

  #take(line: string): void {
    if (this.#isOver) return;
    const found = /^(\d{3})([ -]|$)(.*)$/s.exec(line);
    if (found === null) return this.#giveUp();
    this.#lines.push(found[3] ?? '');
    if (found[2] === '-') return;
    const reply = { code: Number(found[1]), lines: this.#lines };
    this.#lines = [];
    this.#size = 0;
    this.#onReply(reply);
  }

  #giveUp(): void {
    this.#isOver = true;
    this.#onReply('unreadable');
  }
}
