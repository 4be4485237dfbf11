// stsctl templates show: a template of the package, to begin one of your own with.
import { Failure } from '../model/failure.ts';
import { TEMPLATE_NAMES } from '../formats/template/template-names.ts';
import type { CommandContext } from './command-context.ts';
import { packagedTemplate } from './load-templates.ts';

export async function commandTemplatesShow({ terminal, operands }: CommandContext): Promise<number> {
  const [name = ''] = operands;
  if (!TEMPLATE_NAMES.includes(name)) throw new Failure([{ code: 'usage', message: `there is no template "${name}"; there are ${TEMPLATE_NAMES.join(', ')}`, unchanged: 'everything', next: 'stsctl templates list' }]);
  terminal.out(packagedTemplate(name).source.replace(/\n$/, ''));
  return 0;
}
