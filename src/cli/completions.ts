// Completions as each shell takes them, from command-words.ts.
import { firstWords, flagsOfWord, globalFlags, secondWords } from './command-words.ts';

export const SHELLS = { ksh, bash, zsh, fish } as const;

const commands = () => [...firstWords().keys()];
const wordsOf = (flags: readonly { readonly word: string }[]) => flags.map(({ word }) => word);

/** ksh(1): the array complete_COMMAND_N has the words of argument N, complete_COMMAND those of any. No word of ours needs quoting. */
function ksh(): string {
  const second = commands().flatMap(secondWords);
  const flags = [...new Set(wordsOf([...globalFlags(), ...commands().flatMap(flagsOfWord)]))];
  return [
    '# Completions of stsctl for ksh(1): stsctl completions ksh >> ~/.kshrc',
    `set -A complete_stsctl_1 -- ${commands().join(' ')}`,
    `set -A complete_stsctl_2 -- ${[...new Set([...second, ...flags])].join(' ')}`,
    `set -A complete_stsctl -- ${flags.join(' ')}`,
  ].join('\n');
}

function bash(): string {
  const cases = commands().map((word) => `  ${word}) words='${[...secondWords(word), ...wordsOf(flagsOfWord(word))].join(' ')}' ;;`);
  return `# Completions of stsctl for bash(1): stsctl completions bash > ~/.local/share/bash-completion/completions/stsctl
_stsctl() {
  local words= command= word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case $word in ${commands().join('|')}) command=$word; break ;; esac
  done
  case $command in
  '') words='${commands().join(' ')}' ;;
${cases.join('\n')}
  esac
  case \${COMP_WORDS[COMP_CWORD]} in
  -*) words="$words ${wordsOf(globalFlags()).join(' ')}" ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _stsctl stsctl`;
}

function zsh(): string {
  const described = [...firstWords()].map(([word, summary]) => `    '${word}:${summary.replaceAll("'", "'\\''")}'`);
  const cases = commands().map((word) => `  ${word}) words=(${[...secondWords(word), ...wordsOf(flagsOfWord(word))].join(' ')}) ;;`);
  return `#compdef stsctl
# Completions of stsctl for zsh(1): stsctl completions zsh > _stsctl in a directory of $fpath
_stsctl() {
  local -a described ours
  local word command=
  described=(
${described.join('\n')}
  )
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case $word in (${commands().join('|')}) command=$word; break ;; esac
  done
  case $command in
${cases.map((line) => line.replace(/^ {2}/, '  (').replace('words=', 'ours=')).join('\n')}
  esac
  [[ -z $command ]] && _describe command described
  [[ $PREFIX == -* ]] && ours+=(${wordsOf(globalFlags()).join(' ')})
  compadd -a ours
  _files
}
if [[ $funcstack[1] == _stsctl ]]; then _stsctl "$@"; else compdef _stsctl stsctl; fi`;
}

function fish(): string {
  const none = 'not __fish_seen_subcommand_from $stsctl_commands';
  const quoted = (text: string) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  const flag = (condition: string, { word, takesValue }: { word: string; takesValue: boolean }) =>
    `complete -c stsctl${condition}${word.startsWith('--') ? ` -l ${word.slice(2)}` : ` -s ${word.slice(1)}`}${takesValue ? ' -r' : ''}`;
  return [
    '# Completions of stsctl for fish(1): stsctl completions fish > ~/.config/fish/completions/stsctl.fish',
    `set -l stsctl_commands ${commands().join(' ')}`,
    ...[...firstWords()].map(([word, summary]) => `complete -c stsctl -n "${none}" -f -a ${word} -d ${quoted(summary)}`),
    ...globalFlags().map((each) => flag('', each)),
    ...commands().flatMap((word) => {
      const seen = ` -n '__fish_seen_subcommand_from ${word}'`;
      const second = secondWords(word);
      return [...(second.length > 0 ? [`complete -c stsctl${seen} -f -a '${second.join(' ')}'`] : []), ...flagsOfWord(word).map((each) => flag(seen, each))];
    }),
  ].join('\n');
}
