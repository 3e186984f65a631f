/// One place that breaks a rule of the house, with what to do instead.
struct Finding: Hashable, Comparable, CustomStringConvertible {
  let path: String
  /// From 1; 0 where the whole file is meant.
  let line: Int
  let message: String

  static func < (a: Finding, b: Finding) -> Bool { (a.path, a.line, a.message) < (b.path, b.line, b.message) }
  var description: String { line == 0 ? "\(path): \(message)" : "\(path):\(line): \(message)" }
}
