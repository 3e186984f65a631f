/// A piece of code that has no place in some files, and what to write instead.
struct Ban {
  let pattern: String
  let instead: String
  var appliesTo: @Sendable (SourceFile) -> Bool = { _ in true }

  func findings(in file: SourceFile, _ swift: SwiftText) -> [Finding] {
    guard appliesTo(file) else { return [] }
    return swift.lines(with: pattern).map { Finding(path: file.path, line: $0, message: "\(pattern): \(instead)") }
  }
}

enum Bans {
  static func findings(in file: SourceFile, _ swift: SwiftText) -> [Finding] {
    (everywhere + inPureTargets).flatMap { $0.findings(in: file, swift) }
  }

  private static let isPure: @Sendable (SourceFile) -> Bool = { Layers.pure.contains($0.target ?? "") }

  private static let everywhere: [Ban] = [
    Ban(pattern: "Task.sleep", instead: "wait for a signal or a position", appliesTo: \.isTest),
    Ban(pattern: "sleep(", instead: "wait for a signal or a position", appliesTo: \.isTest),
    Ban(pattern: "usleep(", instead: "wait for a signal or a position"),
    Ban(pattern: "Thread.sleep", instead: "wait for a signal or a position"),
    Ban(pattern: "try!", instead: "handle the error, or #require it in a test"),
    // The wire proofs drive a program of their own, and its end is how it says that something is wrong.
    Ban(
      pattern: "fatalError(", instead: "precondition(…) with the sentence that does not hold",
      appliesTo: { !$0.path.hasPrefix("Tests/WireProofs/") }),
    Ban(
      pattern: "print(", instead: "console.out, so that pipes, colour and --quiet work",
      appliesTo: { $0.target != nil }),
    Ban(pattern: "debugPrint(", instead: "console.err"),
    Ban(pattern: "DispatchQueue", instead: "an actor, or an executor of its own for blocking calls"),
    Ban(pattern: "DispatchSemaphore", instead: "a continuation, or Mutex"),
    Ban(pattern: "NSLock", instead: "Mutex"),
    Ban(pattern: "Date()", instead: "an Instant that comes in with the command"),
    Ban(pattern: "UUID()", instead: "an ID128 that comes in with the command"),
    Ban(pattern: ".shuffled()", instead: ".shuffled(using: &generator) with a seed"),
    Ban(pattern: ".shuffle()", instead: ".shuffle(using: &generator) with a seed"),
    Ban(pattern: ".randomElement()", instead: ".randomElement(using: &generator) with a seed"),
    Ban(pattern: "Foundation.exit(", instead: "return an ExitCode"),
  ]

  private static let inPureTargets: [Ban] = [
    ("async", "a pure value decides; a shell waits"), ("await", "a pure value decides; a shell waits"),
    ("Task", "a pure value decides; a shell starts work"),
    ("SystemRandomNumberGenerator", "a seed that comes in"), (".random(", "a seed that comes in"),
    ("ContinuousClock", "an Instant that comes in"), ("SuspendingClock", "an Instant that comes in"),
    ("Date.now", "an Instant that comes in"), ("CommandLine", "values that come in"),
  ].map { Ban(pattern: $0, instead: "pure target; \($1)", appliesTo: isPure) }
}

/// Rules about a declaration and what stands around it.
enum Declarations {
  static func findings(in file: SourceFile, _ swift: SwiftText) -> [Finding] {
    doubleDeclarations(file, swift) + unexplainedPromises(file, swift) + unexplainedPauses(file, swift)
      + actorsInPureTargets(file, swift)
  }

  /// A shell may pause for a deadline or between two attempts, and says which; elsewhere a pause hides a missing
  /// signal.
  private static func unexplainedPauses(_ file: SourceFile, _ swift: SwiftText) -> [Finding] {
    swift.lines(with: "Task.sleep").filter { !isExplained(line: $0, swift, linesAbove: 3) }.map {
      Finding(path: file.path, line: $0, message: "Task.sleep without a comment: which deadline or back-off is it?")
    }
  }

  /// `actor` alone is a word of the vocabulary: who wished for a commit.
  private static func actorsInPureTargets(_ file: SourceFile, _ swift: SwiftText) -> [Finding] {
    guard Layers.pure.contains(file.target ?? "") else { return [] }
    return Names.declaredTypes(swift).filter { $0.introducer == "actor" }.map {
      Finding(path: file.path, line: $0.line, message: "actor: pure target; a pure value decides, a shell owns it")
    }
  }

  /// `let a = x ?? y, b = z` in a type gives both the first initialiser: a mistake of the compiler.
  static func doubleDeclarations(_ file: SourceFile, _ swift: SwiftText) -> [Finding] {
    swift.code.indices.filter { isDoubleDeclaration(String(decoding: swift.code[$0], as: UTF8.self)) }.map {
      Finding(path: file.path, line: $0 + 1, message: "two declarations in one, with ??: one stored property each")
    }
  }

  private static func isDoubleDeclaration(_ line: String) -> Bool {
    guard line.contains("??") else { return false }
    let words = line.split(separator: " ")
    let introducers: Set<Substring> = ["let", "var"]
    // A condition is a list of declarations too, and a fine one.
    let conditions: Set<Substring> = ["if", "guard", "while", "case", "else", "}"]
    guard let first = words.firstIndex(where: introducers.contains),
      !words[..<first].contains(where: conditions.contains)
    else { return false }
    var depth = 0
    var piece = ""
    var pieces: [String] = []
    for character in line {
      if "([{<".contains(character) { depth += 1 }
      if ")]}>".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        pieces.append(piece)
        piece = ""
      } else {
        piece.append(character)
      }
    }
    pieces.append(piece)
    return pieces.dropFirst().contains { piece in
      let parts = piece.split(separator: " ")
      return parts.count > 2 && (parts[1] == "=" || parts[0].hasSuffix(":"))
    }
  }

  /// The compiler takes these on trust; the reader should not have to.
  static func unexplainedPromises(_ file: SourceFile, _ swift: SwiftText) -> [Finding] {
    ["@unchecked Sendable", "nonisolated(unsafe)"].flatMap { promise in
      swift.lines(with: promise).filter { !isExplained(line: $0, swift) }.map {
        Finding(path: file.path, line: $0, message: "\(promise) without a comment that says what makes it true")
      }
    }
  }

  private static func isExplained(line: Int, _ swift: SwiftText, linesAbove: Int = 8) -> Bool {
    swift.raw[max(0, line - 1 - linesAbove)..<line].contains { $0.contains("//") }
  }
}
