import CommandLineKit

/// Writes figures as they come: calm lines, or one JSON object a line.
struct FigureWriter {
  let console: Console
  let json: Bool

  func write(_ figure: Figure) throws {
    try console.out.line(json ? figure.json : figure.line)
    try console.out.flush()
  }

  /// For people only; in JSON it goes to the second output.
  func say(_ text: String) throws {
    if json { return try console.remark(text) }
    try console.out.line(text)
    try console.out.flush()
  }
}
