/// A command as data: the parser, the help and the shells' completions all read the same declaration.
package struct Command: Sendable {
  package typealias Run = @Sendable (Invocation) async throws -> ExitCode

  /// A line that a reader can copy, and what it is for.
  package struct Example: Sendable {
    package let line: String
    package let purpose: String
    package init(_ line: String, _ purpose: String) {
      self.line = line
      self.purpose = purpose
    }
  }

  /// Options under a heading of their own in the help.
  package struct OptionGroup: Sendable {
    package let title: String
    package let options: [any Parameter]
    package init(_ title: String, _ options: [any Parameter]) {
      self.title = title
      self.options = options
    }
  }

  package let name: String
  /// One line, lower-case, no full stop.
  package let summary: String
  package let discussion: String
  package let arguments: [any Parameter]
  package let optionGroups: [OptionGroup]
  package let examples: [Example]
  package let seeAlso: [String]
  package let commands: [Command]
  /// `nil` where a sub-command must follow.
  package let run: Run?

  /// A command that does something.
  package init(
    _ name: String, summary: String, discussion: String = "", arguments: [any Parameter] = [],
    options: [any Parameter] = [], optionGroups: [OptionGroup] = [], examples: [Example] = [],
    seeAlso: [String] = [], run: @escaping Run
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.arguments = arguments
    self.optionGroups = (options.isEmpty ? [] : [OptionGroup("Options", options)]) + optionGroups
    self.examples = examples
    self.seeAlso = seeAlso
    self.commands = []
    self.run = run
    checkDeclarations()
  }

  /// A command that gathers others; its options may come anywhere after it.
  package init(
    _ name: String, summary: String, discussion: String = "", options: [any Parameter] = [],
    examples: [Example] = [], seeAlso: [String] = [], commands: [Command]
  ) {
    self.name = name
    self.summary = summary
    self.discussion = discussion
    self.arguments = []
    self.optionGroups = options.isEmpty ? [] : [OptionGroup("Options", options)]
    self.examples = examples
    self.seeAlso = seeAlso
    self.commands = commands
    self.run = nil
    checkDeclarations()
  }

  var options: [Declaration] { optionGroups.flatMap { $0.options.map(\.declaration) } }
  var positionals: [Declaration] { arguments.map(\.declaration) }

  /// Mistakes in a declaration are ours and must show at the first start, not when a user comes by.
  private func checkDeclarations() {
    precondition(positionals.allSatisfy { $0.shape == .positional }, "\(name): options among the arguments")
    precondition(options.allSatisfy { $0.shape != .positional }, "\(name): arguments among the options")
    precondition(positionals.dropLast().allSatisfy { $0.arity == .required }, "\(name): only the last may be left out")
    let names = options.flatMap(\.names)
    precondition(Set(names).count == names.count, "\(name): an option is declared twice")
    precondition(names.allSatisfy { $0.hasPrefix("--") || $0.count == 2 && $0.hasPrefix("-") }, "\(name): option name")
  }
}
