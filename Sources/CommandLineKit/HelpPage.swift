/// The help of the program or of one command, as a text of a given width.
struct HelpPage {
  let program: Program
  /// Empty for the program itself.
  let path: [Command]

  func text(width: Int, style: Style) -> String {
    var page = Page(width: width, style: style)
    page.paragraph("\(fullName) – \(path.last?.summary ?? program.summary)")
    page.paragraph("Usage: " + usage)
    let discussion = path.last?.discussion ?? program.discussion
    if !discussion.isEmpty {
      page.blank()
      page.paragraph(discussion)
    }
    page.section("Commands", subcommands.map { ($0.name, $0.summary) })
    page.section("Arguments", (path.last?.positionals ?? []).map(Self.entry))
    for command in path.reversed() {
      for group in command.optionGroups {
        let title = command.name == path.last?.name ? group.title : "\(group.title) of \(command.name)"
        page.section(title, group.options.map { Self.entry($0.declaration) })
      }
    }
    page.section("Common options", program.allOptions.map(Self.entry))
    examples(&page)
    if path.isEmpty {
      page.section("Exit codes", ExitCode.documented.map { (String($0.rawValue), $1) })
    }
    closing(&page)
    return page.text
  }

  private var fullName: String { ([program.name] + path.map(\.name)).joined(separator: " ") }
  private var subcommands: [Command] { path.last?.commands ?? program.allCommands }

  private var usage: String {
    var words = [fullName]
    if !subcommands.isEmpty { words.append("COMMAND") }
    for argument in path.last?.positionals ?? [] {
      switch argument.arity {
      case .required: words.append(argument.name)
      case .optional: words.append("[\(argument.name)]")
      case .repeated: words.append("[\(argument.name) …]")
      }
    }
    for option in (path.last?.options ?? []) where option.arity == .required {
      words.append("\(option.name) \(option.placeholder)")
    }
    return (words + ["[options]"]).joined(separator: " ")
  }

  private func examples(_ page: inout Page) {
    let examples = path.last?.examples ?? program.examples
    guard !examples.isEmpty else { return }
    page.heading("Examples")
    for example in examples {
      page.line("  " + page.style.paint("# \(example.purpose)", .faint))
      page.line("  \(example.line)")
    }
  }

  private func closing(_ page: inout Page) {
    var seeAlso = path.last?.seeAlso.map { "\(program.name) help \($0)" } ?? []
    if path.isEmpty { seeAlso.append("\(program.name) help COMMAND") }
    if path.last?.run == nil, !path.isEmpty { seeAlso.append("\(program.name) help \(pathNames) COMMAND") }
    guard !seeAlso.isEmpty else { return }
    page.blank()
    page.paragraph("See also: " + seeAlso.joined(separator: ", "))
  }

  private var pathNames: String { path.map(\.name).joined(separator: " ") }

  private static func entry(_ declaration: Declaration) -> (String, String) {
    var label: String
    switch declaration.shape {
    case .positional: label = declaration.name
    case .flag, .option:
      let short = declaration.names.first { $0.count == 2 }
      let long = declaration.names.filter { $0.count > 2 }.joined(separator: ", ")
      label = (short.map { "\($0), " } ?? "    ") + long
      if declaration.takesValue { label += " " + declaration.placeholder }
    }
    var remarks: [String] = []
    if declaration.arity == .repeated { remarks.append("may be repeated") }
    if declaration.arity == .required, declaration.shape == .option { remarks.append("required") }
    if let text = declaration.defaultText { remarks.append("default: \(text)") }
    if let environment = declaration.environment { remarks.append("or \(environment)") }
    return (label, declaration.summary + (remarks.isEmpty ? "" : " (\(remarks.joined(separator: "; ")))"))
  }
}

/// Lines of a help page as they come.
private struct Page {
  private(set) var text = ""
  let width: Int
  let style: Style

  /// Labels longer than this stand on a line of their own.
  private var labelWidthMax: Int { min(28, width / 2 - 4) }

  init(width: Int, style: Style) {
    self.width = width
    self.style = style
  }

  mutating func line(_ line: String) { text += line + "\n" }
  mutating func blank() { text += "\n" }

  mutating func paragraph(_ words: String) {
    for line in TextWidth.wrapped(words, to: width) { self.line(line) }
  }

  mutating func heading(_ title: String) {
    blank()
    line(style.paint("\(title):", .heading))
  }

  mutating func section(_ title: String, _ entries: [(label: String, summary: String)]) {
    guard !entries.isEmpty else { return }
    heading(title)
    let widest = entries.map { TextWidth.of($0.label) }.filter { $0 <= labelWidthMax }.max() ?? 0
    for (label, summary) in entries {
      let lines = TextWidth.wrapped(summary, to: width - widest - 4)
      let fits = TextWidth.of(label) <= widest
      if !fits { line("  \(label)") }
      for (index, words) in lines.enumerated() {
        line("  " + TextWidth.padded(fits && index == 0 ? label : "", to: widest) + "  " + words)
      }
    }
  }
}
