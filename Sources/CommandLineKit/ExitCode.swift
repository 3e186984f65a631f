/// What a process says to the one who started it.
package struct ExitCode: RawRepresentable, Hashable, Sendable {
  package let rawValue: Int32
  package init(rawValue: Int32) { self.rawValue = rawValue }

  package static let ok = ExitCode(rawValue: 0)
  /// The command did its work and found something: problems, as `verify` may, or differences, as `diff`.
  package static let foundProblems = ExitCode(rawValue: 1)
  /// The command line itself is wrong; nothing was done.
  package static let usage = ExitCode(rawValue: 2)
  /// The database is away, the state folder cannot be used, a program is missing.
  package static let environment = ExitCode(rawValue: 3)
  /// A file given to the command is not what it should be.
  package static let badInput = ExitCode(rawValue: 4)
  /// A mistake of ours.
  package static let internalFault = ExitCode(rawValue: 70)
  /// Whoever read our output went away (`… | head`); the value a shell gives a process that SIGPIPE ended.
  package static let outputClosed = ExitCode(rawValue: 141)

  /// For the help: each code with its meaning.
  static let documented: [(ExitCode, String)] = [
    (.ok, "done"),
    (.foundProblems, "done, and something was found: problems (verify), differences (diff)"),
    (.usage, "the command line is wrong; nothing was done"),
    (.environment, "the surroundings failed: database away, state folder unusable, a program missing"),
    (.badInput, "an input file is not what it should be"),
    (.internalFault, "a mistake in this program"),
  ]
}

/// An error that a person reads: what went wrong in one line, then what to do about it.
package struct Failure: Error, Hashable, Sendable {
  package let code: ExitCode
  package let message: String
  package let hints: [String]

  package init(_ code: ExitCode, _ message: String, hints: [String] = []) {
    self.code = code
    self.message = message
    self.hints = hints
  }
}
