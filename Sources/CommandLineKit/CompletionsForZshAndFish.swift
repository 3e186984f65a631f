/// zsh: one function per command, built on `_arguments`.
enum ZshCompletions {
  static func script(_ program: String, _ tree: [CompletionNode]) -> String {
    """
    #compdef \(program)
    # Completes \(program) in zsh: put this as _\(program) in a folder of your fpath.

    """ + tree.map { function(program, $0) }.joined() + """
      if [[ $funcstack[1] == _\(program) ]]; then _\(program) "$@"; else compdef _\(program) \(program); fi

      """
  }

  private static func name(_ program: String, _ path: [String]) -> String {
    "_" + ([program] + path).joined(separator: "_").map { $0 == "-" ? "_" : String($0) }.joined()
  }

  private static func function(_ program: String, _ node: CompletionNode) -> String {
    var specs = node.options.flatMap(option)
    if node.commands.isEmpty {
      specs += node.positionals.enumerated().map { index, positional in
        let place = positional.arity == .repeated ? "*" : String(index + 1)
        return ShellText.quoted("\(place):\(escaped(positional.name)):\(action(positional))")
      }
    } else {
      specs += ["'1:command:->command'", "'*::argument:->argument'"]
    }
    let arguments = specs.map { " \\\n    \($0)" }.joined()
    var text = "\(name(program, node.path))() {\n"
    text += "  local context state state_descr line\n  typeset -A opt_args\n  _arguments -C\(arguments)\n"
    if !node.commands.isEmpty { text += dispatch(program, node) }
    return text + "}\n"
  }

  private static func dispatch(_ program: String, _ node: CompletionNode) -> String {
    let described = node.commands.map { "      " + ShellText.quoted("\($0.name):\($0.summary)") + "\n" }.joined()
    let branches = node.commands.map { "        \($0.name)) \(name(program, node.path + [$0.name])) ;;\n" }.joined()
    return """
        case $state in
          command)
            local -a commands=(
      \(described)      )
            _describe -t commands command commands ;;
          argument)
            case $line[1] in
      \(branches)      esac ;;
        esac

      """
  }

  private static func option(_ declaration: Declaration) -> [String] {
    let repeats = declaration.arity == .repeated ? "*" : ""
    let summary = "[\(escaped(declaration.summary))]"
    return declaration.names.map { name in
      guard declaration.takesValue else { return ShellText.quoted("\(repeats)\(name)\(summary)") }
      let attached = name.hasPrefix("--") ? "=" : "+"
      let value = ":\(escaped(declaration.placeholder)):\(action(declaration))"
      return ShellText.quoted("\(repeats)\(name)\(attached)\(summary)\(value)")
    }
  }

  private static func action(_ declaration: Declaration) -> String {
    if !declaration.choices.isEmpty { return "(" + declaration.choices.joined(separator: " ") + ")" }
    return switch declaration.completion {
    case .file: "_files"
    case .folder: "_files -/"
    case .nothing: " "
    }
  }

  private static func escaped(_ text: String) -> String {
    text.map { ":[]\\".contains($0) ? "\\\($0)" : String($0) }.joined()
  }
}

/// fish: one `complete` line per thing, each guarded by the command that it belongs to.
enum FishCompletions {
  static func script(_ program: String, _ tree: [CompletionNode]) -> String {
    let function = "__\(program)_at"
    let valued = Set(tree.flatMap(\.options).filter(\.takesValue).flatMap(\.names)).sorted()
    let paths = tree.filter { !$0.path.isEmpty }.map { ShellText.quoted($0.path.map { " \($0)" }.joined()) }
    return """
      # Completes \(program) in fish: save as ~/.config/fish/completions/\(program).fish
      function \(function)
          set -l path
          set -l skip 0
          set -l place 0
          for word in (commandline -opc)[2..]
              if test $skip = 1
                  set skip 0
              else if contains -- $word \(valued.joined(separator: " "))
                  set skip 1
              else if string match -q -- '-*' $word
                  continue
              else if contains -- "$path $word" \(paths.joined(separator: " "))
                  set path "$path $word"
              else
                  set place (math $place + 1)
              end
          end
          test "$path" = "$argv[1]"; or return 1
          test (count $argv) = 1; or test $place $argv[2] $argv[3]
      end
      complete -c \(program) -f

      """ + tree.map { lines(program, function, $0) }.joined()
  }

  private static func lines(_ program: String, _ function: String, _ node: CompletionNode) -> String {
    let key = node.path.map { " \($0)" }.joined()
    let start = "complete -c \(program) -n \(ShellText.quoted("\(function) \(ShellText.quoted(key))"))"
    var text = ""
    for command in node.commands {
      text += "\(start) -a \(ShellText.quoted(command.name)) -d \(ShellText.quoted(command.summary))\n"
    }
    for (index, positional) in node.positionals.enumerated() {
      let comparison = positional.arity == .repeated ? "-ge" : "-eq"
      let condition = ShellText.quoted("\(function) \(ShellText.quoted(key)) \(comparison) \(index)")
      if !positional.choices.isEmpty {
        let choices = ShellText.quoted(positional.choices.joined(separator: " "))
        text += "complete -c \(program) -n \(condition) -a \(choices)\n"
      } else if positional.completion != .nothing {
        text += "complete -c \(program) -n \(condition) -F\n"
      }
    }
    for option in node.options {
      text += start
      for name in option.names {
        text += name.hasPrefix("--") ? " -l \(name.dropFirst(2))" : " -s \(name.dropFirst())"
      }
      if option.takesValue { text += " -r" }
      if !option.choices.isEmpty { text += " -f -a \(ShellText.quoted(option.choices.joined(separator: " ")))" }
      if option.completion != .nothing { text += " -F" }
      text += " -d \(ShellText.quoted(option.summary))\n"
    }
    return text
  }
}
