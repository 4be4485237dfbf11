// What several `ssh -G` in one shell say, told apart while it comes in: behind each answer a line with the nonce and the exit status.

export class AnswerSplitter {
  readonly #mark: RegExp;
  readonly #found: (text: string, isWell: boolean) => void;
  #pending = '';

  /** `nonce` is made of letters and digits; `found` is called for each answer in its turn. */
  constructor(nonce: string, found: (text: string, isWell: boolean) => void) {
    this.#mark = new RegExp(`\\n${nonce} (\\d+)\\n`);
    this.#found = found;
  }

  push(chunk: string): void {
    const answers = (this.#pending + chunk).split(this.#mark);
    this.#pending = answers.pop() ?? '';
    for (let at = 0; at + 1 < answers.length; at += 2) this.#found(answers[at] ?? '', answers[at + 1] === '0');
  }
}
