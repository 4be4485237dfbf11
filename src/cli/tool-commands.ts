// The commands about stsctl itself.
import type { Command } from './commands.ts';

export const TOOL_COMMANDS: readonly Command[] = [
  {
    name: 'completions',
    operands: 'shell',
    summary: 'print completions for ksh, bash, zsh or fish',
    options: [],
    maxOperands: 1,
    remote: 'no',
    load: async () => (await import('./command-completions.ts')).commandCompletions,
  },
  {
    name: 'explain',
    operands: '[code]',
    summary: 'say what a finding or message means and what to do',
    options: ['json'],
    maxOperands: 1,
    remote: 'no',
    load: async () => (await import('./command-explain.ts')).commandExplain,
  },
  {
    name: 'help',
    operands: '[command]',
    summary: 'print what the manual says of a command',
    options: [],
    maxOperands: 2,
    remote: 'no',
    load: async () => (await import('./command-help.ts')).commandHelp,
  },
  {
    name: 'templates list',
    operands: '',
    summary: 'list the templates and which are overridden',
    options: ['json', 'root'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-templates-list.ts')).commandTemplatesList,
  },
  {
    name: 'templates show',
    operands: 'name',
    summary: 'print a template of the package',
    options: ['root'],
    maxOperands: 1,
    remote: 'no',
    load: async () => (await import('./command-templates-show.ts')).commandTemplatesShow,
  },
  {
    name: 'templates check',
    operands: '',
    summary: 'see whether the templates make what serves',
    options: ['json', 'root'],
    maxOperands: 0,
    remote: 'no',
    load: async () => (await import('./command-templates-check.ts')).commandTemplatesCheck,
  },
];
