/** `completion`: short scripts that ask `hubtrust __complete`, so that every shell completes the same things. */
import type { LightRun } from '../command.ts'

const BASH = `# hubtrust completion for bash: source <(hubtrust completion bash)
_hubtrust() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    COMPREPLY+=("$line")
  done < <("\${COMP_WORDS[0]}" __complete "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -o bashdefault -F _hubtrust hubtrust`

const ZSH = `#compdef hubtrust
# hubtrust completion for zsh: source <(hubtrust completion zsh)
_hubtrust() {
  local -a candidates
  candidates=("\${(@f)$("\${words[1]}" __complete "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${candidates[1]}" ]]; then
    compadd -a candidates
  else
    _files
  fi
}
if [[ "\${funcstack[1]}" = _hubtrust ]]; then
  _hubtrust "$@"
else
  compdef _hubtrust hubtrust
fi`

const FISH = `# hubtrust completion for fish: hubtrust completion fish | source
function __hubtrust_candidates
  set -l words (commandline -opc)
  set -l found ($words[1] __complete $words[2..-1] (commandline -ct) 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path (commandline -ct)
  end
end
complete -c hubtrust -f -a '(__hubtrust_candidates)'`

/** @param shell `bash`, `zsh` or `fish` */
export function completionScript(shell: string): string {
  const scripts: Readonly<Record<string, string>> = { bash: BASH, zsh: ZSH, fish: FISH }
  return scripts[shell] ?? BASH
}

export const run: LightRun = (context, input) => {
  context.out(completionScript(input.argument(0)))
  return 0
}
