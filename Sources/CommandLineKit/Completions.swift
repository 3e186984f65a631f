/// A shell that can complete our command lines.
package enum Shell: String, Choice {
  case bash, zsh, fish

  func script(for program: Program) -> String {
    let tree = CompletionNode.tree(of: program)
    return switch self {
    case .bash: BashCompletions.script(program.name, tree)
    case .zsh: ZshCompletions.script(program.name, tree)
    case .fish: FishCompletions.script(program.name, tree)
    }
  }
}

/// A command as the shells need it: its options include those of the commands above it.
struct CompletionNode {
  /// Without the program's own name: `["report", "kpi"]`.
  let path: [String]
  let commands: [(name: String, summary: String)]
  let options: [Declaration]
  let positionals: [Declaration]

  /// The program first, then every command below it, depth first.
  static func tree(of program: Program) -> [CompletionNode] {
    let commands = program.allCommands
    let names = commands.map { (name: $0.name, summary: $0.summary) }
    let help = (name: "help", summary: "show the help of a command")
    let root = CompletionNode(path: [], commands: names + [help], options: program.allOptions, positionals: [])
    let helpRoot = CompletionNode(path: ["help"], commands: names, options: [], positionals: [])
    return [root] + commands.flatMap { below([], $0, program.allOptions) } + [helpRoot]
      + commands.flatMap { helpBelow(["help"], $0) }
  }

  /// `help` is followed by the same commands, without their options and arguments.
  private static func helpBelow(_ path: [String], _ command: Command) -> [CompletionNode] {
    let names = command.commands.map { (name: $0.name, summary: $0.summary) }
    let node = CompletionNode(path: path + [command.name], commands: names, options: [], positionals: [])
    return [node] + command.commands.flatMap { helpBelow(node.path, $0) }
  }

  private static func below(_ path: [String], _ command: Command, _ inherited: [Declaration]) -> [CompletionNode] {
    let options = command.options + inherited
    let node = CompletionNode(
      path: path + [command.name], commands: command.commands.map { ($0.name, $0.summary) }, options: options,
      positionals: command.positionals)
    return [node] + command.commands.flatMap { below(node.path, $0, options) }
  }

  /// Whether the last positional argument stands for all that follow.
  var repeatsLast: Bool { positionals.last?.arity == .repeated }
}

enum ShellText {
  /// In single quotes, where a shell reads every character as itself.
  static func quoted(_ text: String) -> String {
    "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }
}

/// bash: one function that walks over the words to find the command, then offers what fits there. It needs nothing of
/// the bash-completion package.
enum BashCompletions {
  static func script(_ program: String, _ tree: [CompletionNode]) -> String {
    let function = "_\(program.map { $0.isLetter || $0.isNumber ? String($0) : "_" }.joined())"
    let valued = Set(tree.flatMap(\.options).filter(\.takesValue).flatMap(\.names)).sorted()
    return """
      # Completes \(program) in bash: source <(\(program) completions bash)
      \(function)() {
        local word=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} path='' index=1 place=0
        # A word break at '=' makes --option=value three words.
        [[ $word == '=' ]] && word=''
        [[ $previous == '=' ]] && previous=${COMP_WORDS[COMP_CWORD-2]}
        while (( index < COMP_CWORD )); do
          case ${COMP_WORDS[index]} in
            \(valued.joined(separator: "|")))
              (( index++ ))
              [[ ${COMP_WORDS[index]} == '=' ]] && (( index++ )) ;;
            -*) ;;
            *)
              case "$path ${COMP_WORDS[index]}" in
                \(patterns(tree)))
                  path="$path ${COMP_WORDS[index]}" ;;
                *) (( place++ )) ;;
              esac ;;
          esac
          (( index++ ))
        done
        COMPREPLY=()
        case "$path" in
      \(tree.map(branch).joined())  esac
      }
      complete -o bashdefault -F \(function) \(program)

      """
  }

  private static func patterns(_ tree: [CompletionNode]) -> String {
    tree.filter { !$0.path.isEmpty }.map { ShellText.quoted(key($0)) }.joined(separator: "|")
  }

  private static func key(_ node: CompletionNode) -> String { node.path.map { " \($0)" }.joined() }

  private static func branch(_ node: CompletionNode) -> String {
    var text = "    '\(key(node))')\n      case $previous in\n"
    for option in node.options where option.takesValue {
      text += "        \(option.names.joined(separator: "|"))) \(answer(option)); return ;;\n"
    }
    text += "      esac\n"
    let names = node.options.flatMap(\.names).filter { $0.hasPrefix("--") }
    text += "      if [[ $word == -* ]]; then \(words(names)); return; fi\n"
    if !node.commands.isEmpty {
      text += "      \(words(node.commands.map(\.name)))\n"
    } else {
      for (index, positional) in node.positionals.enumerated() {
        let comparison = node.repeatsLast && index == node.positionals.count - 1 ? ">=" : "=="
        text += "      if (( place \(comparison) \(index) )); then \(answer(positional)); return; fi\n"
      }
    }
    return text + "      ;;\n"
  }

  private static func answer(_ declaration: Declaration) -> String {
    if !declaration.choices.isEmpty { return words(declaration.choices) }
    return switch declaration.completion {
    case .file: "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -f -- \"$word\")"
    case .folder: "compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen -d -- \"$word\")"
    case .nothing: ":"
    }
  }

  private static func words(_ words: [String]) -> String {
    "mapfile -t COMPREPLY < <(compgen -W \(ShellText.quoted(words.joined(separator: " "))) -- \"$word\")"
  }
}
