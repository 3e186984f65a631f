/// Where something stands in a file: both from 1, columns in characters.
package struct Place: Sendable, Hashable, Comparable, CustomStringConvertible {
  package let line: Int
  package let column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package var description: String { "\(line):\(column)" }
  package static func < (a: Place, b: Place) -> Bool { a.line != b.line ? a.line < b.line : a.column < b.column }
}

/// One thing that is wrong with a file, and where.
package struct FileMistake: Error, Sendable, Equatable {
  package let place: Place
  package let problem: String
  /// What would be right; empty: the problem says so.
  package let expected: String
  /// A word that was not understood, and the words that would be: somebody may have mistyped it.
  package let word: String
  package let choices: [String]

  init(_ place: Place, _ problem: String, expected: String = "", word: String = "", choices: [String] = []) {
    self.place = place
    self.problem = problem
    self.expected = expected
    self.word = word
    self.choices = choices
  }
}
