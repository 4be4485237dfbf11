// What init can't find out, asked on a terminal: a question for each, and a last one before the file is written.

/** Null when the reader gives up (Ctrl-C). */
export async function askDomains(): Promise<readonly string[] | null> {
  const answer = await asked('Which domains is mail addressed to?', 'example.com', (text) => (wordsOf(text).length === 0 ? 'name at least one' : undefined));
  return answer === null ? null : wordsOf(answer);
}

export async function askMx(domain: string): Promise<readonly string[] | null> {
  const answer = await asked(`Which hosts do the MX records of ${domain} name?`, `mail.${domain}`, (text) => (wordsOf(text).length === 0 ? 'name at least one' : undefined));
  return answer === null ? null : wordsOf(answer);
}

/** An empty answer is one: nobody is asked for reports. */
export async function askTlsRpt(domain: string): Promise<readonly string[] | null> {
  const answer = await asked('Where shall senders mail their daily reports? (empty for nowhere)', `reports@${domain}`, () => undefined);
  return answer === null ? null : wordsOf(answer).map((word) => (/^(mailto|https):/i.test(word) ? word : `mailto:${word}`));
}

export async function mayWrite(file: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: `Write it to ${file}?` });
  return !isCancel(answer) && answer;
}

async function asked(message: string, placeholder: string, validate: (text: string) => string | undefined): Promise<string | null> {
  const { text, isCancel } = await import('@clack/prompts');
  const answer = await text({ message, placeholder, validate: (value) => validate(value ?? '') });
  return isCancel(answer) ? null : (answer ?? '');
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
