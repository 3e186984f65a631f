import CentreFile
import CommandLineKit
import Glibc

/// A centre's file as a command gets it: read, or every mistake told.
enum CentreFileInput {
  static let file = Option<String>(
    "--file", "-f", required: .file, summary: "the centre's file: see docs/configuring.md")

  static func read(_ path: String, _ console: Console) throws -> CentreFile {
    switch CentreFile.read(try FileBytes.read(path), isTimeZone: isTimeZone) {
    case .success(let file): return file
    case .failure(let found):
      for mistake in found.all { try console.err.line(text(of: mistake, path, console)) }
      try console.err.flush()
      throw Failure(
        .badInput,
        "\(path) has \(found.all.count == 1 ? "a mistake" : "\(found.all.count) mistakes"); nothing is changed")
    }
  }

  private static func text(of mistake: FileMistake, _ path: String, _ console: Console) -> String {
    var text = console.errStyle.paint("\(path):\(mistake.place):", .heading) + " \(TerminalText.clean(mistake.problem))"
    if !mistake.expected.isEmpty { text += "; expected \(mistake.expected)" }
    let near = Spelling.suggestions(for: mistake.word, among: mistake.choices)
    if !mistake.word.isEmpty, let meant = near.first { text += "; did you mean ‘\(meant)’?" }
    return text
  }

  /// As the system's own list of time zones has it.
  private static func isTimeZone(_ name: String) -> Bool {
    let isName = name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
        || "+-_/".utf8.contains(byte)
    }
    guard isName, !name.isEmpty, !name.hasPrefix("/") else { return false }
    var status = stat()
    return stat("/usr/share/zoneinfo/" + name, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }
}

/// Text from a file on its way to a terminal.
enum TerminalText {
  /// Control characters would be commands to the terminal.
  static func clean(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : $0 }))
  }
}
