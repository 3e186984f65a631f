/// A command line that cannot be carried out, and the command at which reading stopped.
struct UsageError: Error, Equatable, Sendable {
  enum Kind: Equatable, Sendable {
    case unknownCommand(String, suggestions: [String])
    case commandMissing(choices: [String])
    case unknownOption(String, suggestions: [String])
    case valueMissing(option: String, placeholder: String, accepts: String)
    case valueNotTaken(option: String)
    case givenTwice(option: String)
    case badValue(parameter: String, text: String, reason: String?, accepts: String, suggestions: [String])
    case argumentMissing(String, accepts: String)
    case optionMissing(String, placeholder: String, environment: String?)
    case unexpectedArgument(String)
  }

  let kind: Kind
  /// From the program on.
  let path: [String]

  /// The same in words, with what to do next.
  var failure: Failure {
    let help = "see: \(([path[0], "help"] + path.dropFirst()).joined(separator: " "))"
    switch kind {
    case .unknownCommand(let word, let suggestions):
      return usage("there is no command '\(word)'", [Self.meant(suggestions), help])
    case .commandMissing(let choices):
      return usage(
        "'\(path.joined(separator: " "))' needs to know what: \(Sentence.alternatives(choices))", [help])
    case .unknownOption(let name, let suggestions):
      return usage("'\(path.joined(separator: " "))' has no option '\(name)'", [Self.meant(suggestions), help])
    case .valueMissing(let option, let placeholder, let accepts):
      return usage("\(option) needs a value: \(option) \(placeholder)", ["expected \(accepts)", help])
    case .valueNotTaken(let option):
      return usage("\(option) takes no value", ["write just \(option)", help])
    case .givenTwice(let option):
      return usage("\(option) is given twice", ["leave one of the two out", help])
    case .badValue(let parameter, let text, let reason, let accepts, let suggestions):
      let why = reason.map { ": \($0)" } ?? ""
      return usage(
        "'\(text)' is no value for \(parameter)\(why)", [Self.meant(suggestions), "expected \(accepts)", help])
    case .argumentMissing(let name, let accepts):
      return usage("\(name) is missing", ["expected \(accepts)", help])
    case .optionMissing(let name, let placeholder, let environment):
      let elsewhere = environment.map { " or set \($0)" } ?? ""
      return usage("\(name) is missing", ["add \(name) \(placeholder)\(elsewhere)", help])
    case .unexpectedArgument(let text):
      return usage("'\(text)' is one argument too many", ["quote a value that has spaces in it", help])
    }
  }

  private func usage(_ message: String, _ hints: [String?]) -> Failure {
    Failure(.usage, message, hints: hints.compactMap(\.self))
  }

  private static func meant(_ suggestions: [String]) -> String? {
    suggestions.isEmpty ? nil : "did you mean \(Sentence.alternatives(suggestions.map { "'\($0)'" }))?"
  }
}
