/// Reads a command line against the declarations of a program. Pure: words and environment in, what to do out.
struct ArgumentParser {
  enum Outcome {
    case help(path: [Command])
    case version
    case run(Command, path: [String], values: [String: any Sendable], given: Set<String>)
  }

  let program: Program
  let environment: @Sendable (String) -> String?

  private var path: [Command] = []
  private var texts: [String: [String]] = [:]
  private var positionals: [String] = []
  private var wantsHelp = false
  private var wantsVersion = false

  init(program: Program, environment: @escaping @Sendable (String) -> String? = { _ in nil }) {
    self.program = program
    self.environment = environment
  }

  mutating func parse(_ words: [String]) throws(UsageError) -> Outcome {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        for text in rest { try takeWord(text) }
        break
      }
      if word.hasPrefix("--") {
        try takeLong(word, &rest)
      } else if word.hasPrefix("-"), word.count > 1, !Self.isNumber(word) {
        try takeShort(word, &rest)
      } else if path.isEmpty, word == "help" {
        wantsHelp = true
      } else {
        try takeWord(word)
      }
    }
    return try outcome()
  }

  private func outcome() throws(UsageError) -> Outcome {
    if wantsVersion { return .version }
    guard !wantsHelp, let command = path.last else { return .help(path: path) }
    guard command.run != nil else { throw error(.commandMissing(choices: command.commands.map(\.name))) }
    var values: [String: any Sendable] = [:]
    var given: Set<String> = []
    for (declaration, texts) in optionTexts() + (try positionalTexts(of: command)) {
      values[declaration.name] = try value(of: declaration, texts)
      if !texts.isEmpty { given.insert(declaration.name) }
    }
    return .run(command, path: names, values: values, given: given)
  }

  // MARK: words

  private mutating func takeWord(_ word: String) throws(UsageError) {
    let commands = path.last?.commands ?? program.allCommands
    if path.isEmpty || !commands.isEmpty {
      guard let command = commands.first(where: { $0.name == word }) else {
        if wantsHelp, word == "help" { return }
        let suggestions = Spelling.suggestions(for: word, among: commands.map(\.name))
        throw error(.unknownCommand(word, suggestions: suggestions))
      }
      path.append(command)
    } else if !wantsHelp {
      positionals.append(word)
    }
  }

  private mutating func takeLong(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    let attached = parts.count == 2 ? parts[1] : nil
    try take(option: parts[0], attached: attached, &rest)
  }

  /// `-o json`, `-ojson`, `-o=json`, and flags in one word: `-qf`.
  private mutating func takeShort(_ word: String, _ rest: inout ArraySlice<String>) throws(UsageError) {
    var letters = word.dropFirst()
    while let letter = letters.popFirst() {
      let name = "-\(letter)"
      let option = try declared(name)
      if option.takesValue, !letters.isEmpty {
        try take(option: name, attached: String(letters.first == "=" ? letters.dropFirst() : letters), &rest)
        return
      }
      if letters.first == "=" { throw error(.valueNotTaken(option: name)) }
      try take(option: name, attached: nil, &rest)
    }
  }

  private mutating func take(
    option name: String, attached: String?, _ rest: inout ArraySlice<String>
  ) throws(UsageError) {
    let option = try declared(name)
    guard option.takesValue else {
      guard attached == nil else { throw error(.valueNotTaken(option: name)) }
      if option.name == StandardOptions.help.declaration.name { wantsHelp = true }
      if option.name == StandardOptions.version.declaration.name { wantsVersion = true }
      texts[option.name] = [""]
      return
    }
    let next = rest.first.flatMap { looksLikeOption($0) ? nil : $0 }
    guard let text = attached ?? next else {
      throw error(.valueMissing(option: name, placeholder: option.placeholder, accepts: option.accepts))
    }
    if attached == nil { rest.removeFirst() }
    if texts[option.name] != nil, option.arity != .repeated { throw error(.givenTwice(option: name)) }
    texts[option.name, default: []].append(text)
  }

  private func looksLikeOption(_ word: String) -> Bool {
    word.hasPrefix("--") || word.hasPrefix("-") && word.count > 1 && !Self.isNumber(word)
  }

  private static func isNumber(_ word: String) -> Bool { Double(word) != nil }

  // MARK: declarations

  private var declared: [Declaration] { path.reversed().flatMap(\.options) + program.allOptions }

  private func declared(_ name: String) throws(UsageError) -> Declaration {
    if let option = declared.first(where: { $0.names.contains(name) }) { return option }
    let names = declared.flatMap(\.names).filter { $0.hasPrefix("--") }
    throw error(.unknownOption(name, suggestions: Spelling.suggestions(for: name, among: names)))
  }

  // MARK: values

  private func optionTexts() -> [(Declaration, [String])] {
    declared.map { option in
      if let given = texts[option.name] { return (option, given) }
      let fromEnvironment = option.environment.flatMap(environment).flatMap { $0.isEmpty ? nil : $0 }
      return (option, fromEnvironment.map { [$0] } ?? [])
    }
  }

  private func positionalTexts(of command: Command) throws(UsageError) -> [(Declaration, [String])] {
    var rest = positionals[...]
    var taken: [(Declaration, [String])] = []
    for declaration in command.positionals {
      let count = declaration.arity == .repeated ? rest.count : min(1, rest.count)
      taken.append((declaration, Array(rest.prefix(count))))
      rest = rest.dropFirst(count)
    }
    if let text = rest.first { throw error(.unexpectedArgument(text)) }
    return taken
  }

  private func value(of declaration: Declaration, _ texts: [String]) throws(UsageError) -> any Sendable {
    if texts.isEmpty, declaration.arity == .required {
      guard declaration.shape == .positional else {
        throw error(
          .optionMissing(
            declaration.name, placeholder: declaration.placeholder, environment: declaration.environment))
      }
      throw error(.argumentMissing(declaration.name, accepts: declaration.accepts))
    }
    do throws(BadValueAt) { return try declaration.read(texts) } catch let bad {
      let suggestions = Spelling.suggestions(for: bad.text, among: declaration.choices)
      throw error(
        .badValue(
          parameter: declaration.name, text: bad.text, reason: bad.reason, accepts: declaration.accepts,
          suggestions: suggestions))
    }
  }

  private var names: [String] { [program.name] + path.map(\.name) }
  private func error(_ kind: UsageError.Kind) -> UsageError { UsageError(kind: kind, path: names) }
}
