import Foundation

/// A document that names a test, as `Suite.test`, must name one that exists.
enum NamedTests {
  static let documents = ["docs/field-bugs.md"]

  /// Of all files of tests: `Suite.test`, for each suite of a file with each test of it.
  static func names(in files: [SourceFile]) -> Set<String> {
    var names: Set<String> = []
    for file in files where file.path.hasPrefix("Tests/") && file.path.hasSuffix(".swift") {
      let suites = file.text.matches(of: /@Suite[^{]*?struct ([A-Za-z0-9]+)/).map { String($0.1) }
      let tests = file.text.matches(of: /@Test[^{]*?func ([A-Za-z0-9]+)/).map { String($0.1) }
      for suite in suites { names.formUnion(tests.map { "\(suite).\($0)" }) }
    }
    return names
  }

  static func findings(in document: SourceFile, known: Set<String>) -> [Finding] {
    document.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { number, line in
      line.matches(of: /`([A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*)`/).map { String($0.1) }.filter { !known.contains($0) }
        .map { Finding(path: document.path, line: number + 1, message: "there is no test \($0)") }
    }
  }
}
