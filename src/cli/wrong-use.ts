// Why flags and operands that are each well-formed do not go together.
import type { Command, OptionName } from './commands.ts';
import { OWN, type Values } from './flags.ts';
import { wrongZoneUse } from './zone-options.ts';

const OPERANDS = ['no operands', 'one operand', 'two operands'] as const;
/** Each a form of the whole output; what a program's own check would print is no JSON either. */
const FORMS = ['json', 'csv', 'ndjson', 'verdict', 'nagios', 'table', 'nsupdate', 'zone'] as const;

/** What is wrong first, as one sentence; null when all is well. */
export function wrongUse(command: Command, operands: readonly string[], values: Values): string | null {
  return wrongOperands(command, operands, values) ?? wrongForms(command.name, values) ?? wrongZoneUse(command.name, values) ?? wrongHostUse(command, operands, values);
}

function wrongOperands({ name, options, maxOperands }: Command, operands: readonly string[], values: Values): string | null {
  const foreign = (Object.keys(OWN) as OptionName[]).find((each) => values[each] !== undefined && !options.includes(each));
  if (foreign !== undefined) return `${name} takes no --${foreign}`;
  return operands.length > maxOperands ? `${name} takes ${OPERANDS[maxOperands] ?? ''}` : null;
}

function wrongForms(name: string, values: Values): string | null {
  const [first, second] = FORMS.filter((each) => values[each] !== undefined);
  if (second !== undefined) return `${name} takes either --${first} or --${second}`;
  const whole = (['nagios', 'table'] as const).find((each) => values[each] === true);
  return values.changed === true && whole !== undefined ? `${name} takes either --changed or --${whole}` : null;
}

/** What only means something with -H is not taken without it; a saved plan may name its hosts itself. */
function wrongHostUse({ name, remote }: Command, operands: readonly string[], values: Values): string | null {
  const needy = (['jobs', 'fail-fast', 'accept-new', 'ssh-config', 'serial'] as const).find((each) => values[each] !== undefined);
  const mayHaveNone = name === 'doas-rules' || (name === 'apply' && operands.length > 0);
  if (values.host === undefined) {
    if (needy !== undefined && !mayHaveNone) return `--${needy} needs -H`;
  } else if (remote === 'no' && name !== 'doas-rules') return `${name} takes no -H`;
  else if (values.root !== undefined) return 'either -H or --root';
  const wrong = (['jobs', 'serial'] as const).find((each) => values[each] !== undefined && !/^[1-9]\d{0,2}$/.test(String(values[each])));
  return wrong === undefined ? null : `--${wrong} is "${values[wrong]}"; use 1 to 999`;
}
