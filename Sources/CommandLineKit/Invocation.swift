/// One call of a command: what was given, and where to write.
package struct Invocation: Sendable {
  package let console: Console
  /// The names from the program on: `["trunkline", "report", "kpi"]`.
  package let path: [String]
  private let values: [String: any Sendable]
  private let given: Set<String>

  init(console: Console, path: [String], values: [String: any Sendable], given: Set<String>) {
    self.console = console
    self.path = path
    self.values = values
    self.given = given
  }

  /// The value of a parameter that the command, a command above it or the program declares.
  package subscript<P: Parameter>(_ parameter: P) -> P.Value {
    guard let value = values[parameter.declaration.name] as? P.Value else {
      preconditionFailure(
        "\(path.joined(separator: " ")) reads \(parameter.declaration.name), which it does not declare")
    }
    return value
  }

  /// Whether the command line or the environment has it, as against its default.
  package func isGiven(_ parameter: some Parameter) -> Bool { given.contains(parameter.declaration.name) }
}
