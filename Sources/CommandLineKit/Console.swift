/// Where a command writes: facts on `out`, talk on `err`.
package struct Console: Sendable {
  package let out: TextOutput
  package let err: TextOutput
  package let outStyle: Style
  package let errStyle: Style
  /// Columns of the terminal, or what tables and help assume in a pipe.
  package let width: Int
  package let outIsTerminal: Bool
  package let errIsTerminal: Bool
  package let quiet: Bool
  /// Whether the locale's characters are UTF-8; otherwise bars and dashes are ASCII.
  package let unicode: Bool

  /// Who runs the command, for records of what people did.
  package let userName: String

  package static let widthDefault = 100

  /// `words` is the raw command line: colour and quiet hold for its error messages too.
  package init(_ surroundings: Surroundings, words: [String] = []) {
    let environment = surroundings.environment
    let color = Self.color(words)
    let plain = environment("NO_COLOR").map { !$0.isEmpty } ?? false || environment("TERM") == "dumb"
    func style(_ columns: Int?) -> Style {
      Style(enabled: color == .always || color == .auto && columns != nil && !plain)
    }
    userName = environment("USER") ?? environment("LOGNAME") ?? "operator"
    out = surroundings.out
    err = surroundings.err
    outIsTerminal = surroundings.outColumns != nil
    errIsTerminal = surroundings.errColumns != nil
    outStyle = style(surroundings.outColumns)
    errStyle = style(surroundings.errColumns)
    let columns = environment("COLUMNS").flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    width = max(Self.widthMin, columns ?? surroundings.outColumns ?? Self.widthDefault)
    quiet = Self.before(words, "--").contains { StandardOptions.quiet.declaration.names.contains($0) }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment($0) }.first { !$0.isEmpty } ?? ""
    let normalized = locale.lowercased().filter { $0 != "-" }
    unicode = normalized.contains("utf8")
  }

  /// A remark on the second output, for people: left out when quiet. Where nobody hears it the work goes on.
  package func remark(_ text: String) throws(OutputClosed) {
    if quiet { return }
    try out.flush()
    try? err.line(TextWidth.harmlessLines(text))
    try? err.flush()
  }

  /// Narrower than this nothing can be laid out.
  private static let widthMin = 40

  private static func color(_ words: [String]) -> ColorChoice {
    let name = StandardOptions.color.declaration.name
    let words = Array(before(words, "--"))
    for (index, word) in words.enumerated() {
      if word == name, index + 1 < words.count { return ColorChoice(rawValue: words[index + 1]) ?? .auto }
      if word.hasPrefix(name + "=") { return ColorChoice(rawValue: String(word.dropFirst(name.count + 1))) ?? .auto }
    }
    return .auto
  }

  private static func before(_ words: [String], _ mark: String) -> ArraySlice<String> {
    words.prefix { $0 != mark }
  }
}

/// Colour on request: with `enabled` false every text stays as it is.
package struct Style: Hashable, Sendable {
  package enum Paint: String, Sendable {
    case heading = "1"
    case faint = "2"
    case good = "32"
    case warning = "33"
    case alarm = "1;31"
  }

  package let enabled: Bool
  package init(enabled: Bool) { self.enabled = enabled }

  package func paint(_ text: String, _ paint: Paint) -> String {
    enabled && !text.isEmpty ? "\u{1B}[\(paint.rawValue)m\(text)\u{1B}[0m" : text
  }
}
