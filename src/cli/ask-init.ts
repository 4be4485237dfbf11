// What init can't find out, asked on a terminal: a question for each, and a last one before the file is written.
import { parseDomainName } from '../formats/mta-sts/domain-name.ts';

/** Of a terminal that tells no size, as a serial console: the prompts would have a column for each character. */
const DEFAULT_COLUMNS = 80;

/** Null when the reader gives up (Ctrl-C). */
export async function askDomains(): Promise<readonly string[] | null> {
  const answer = await asked('Which domains is mail addressed to?', 'example.com', namesProblem);
  return answer === null ? null : wordsOf(answer);
}

export async function askMx(domain: string): Promise<readonly string[] | null> {
  const answer = await asked(`Which hosts do the MX records of ${domain} name?`, `mail.${domain}`, namesProblem);
  return answer === null ? null : wordsOf(answer);
}

/** An empty answer is one: nobody is asked for reports. */
export async function askTlsRpt(domain: string): Promise<readonly string[] | null> {
  const answer = await asked('Where shall senders mail their daily reports? (empty for nowhere)', `reports@${domain}`, () => undefined);
  return answer === null ? null : wordsOf(answer).map((word) => (/^(mailto|https):/i.test(word) ? word : `mailto:${word}`));
}

export async function mayWrite(file: string): Promise<boolean> {
  const { confirm, isCancel } = await prompts();
  const answer = await confirm({ message: `Write it to ${file}?` });
  return !isCancel(answer) && answer;
}

async function prompts() {
  if (process.stdout.columns === 0) process.stdout.columns = DEFAULT_COLUMNS;
  return import('@clack/prompts');
}

/** Undefined when each is a name; the question is put again otherwise. */
function namesProblem(text: string): string | undefined {
  const words = wordsOf(text);
  if (words.length === 0) return 'name at least one';
  return words.map((word) => ({ word, read: parseDomainName(word) })).flatMap(({ word, read }) => (read.ok ? [] : `${word} ${read.problem}`))[0];
}

async function asked(message: string, placeholder: string, validate: (text: string) => string | undefined): Promise<string | null> {
  const { text, isCancel } = await prompts();
  const answer = await text({ message, placeholder, validate: (value) => validate(value ?? '') });
  return isCancel(answer) ? null : (answer ?? '');
}

function wordsOf(text: string): string[] {
  return text.split(/[\s,]+/).filter((word) => word !== '');
}
