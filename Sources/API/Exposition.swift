/// Writes figures as Prometheus reads them (text format 0.0.4). A family's samples stand together behind its head.
struct Exposition {
  enum Kind: String { case counter, gauge, histogram, summary }

  private(set) var text = ""
  private var family = ""

  mutating func family(_ name: String, _ kind: Kind, _ help: String) {
    family = name
    text += "# HELP \(name) \(Self.escaped(help, quotes: false))\n# TYPE \(name) \(kind.rawValue)\n"
  }

  /// - Parameter suffix: of a histogram's or a summary's parts.
  mutating func sample(_ value: some Numeric, _ labels: KeyValuePairs<String, String> = [:], suffix: String = "") {
    text += family + suffix
    if !labels.isEmpty {
      let pairs = labels.map { "\($0.key)=\"\(Self.escaped($0.value, quotes: true))\"" }
      text += "{\(pairs.joined(separator: ","))}"
    }
    text += " \(value)\n"
  }

  private static func escaped(_ text: String, quotes: Bool) -> String {
    var out = ""
    for character in text.unicodeScalars {
      switch character {
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\"" where quotes: out += "\\\""
      default: out.unicodeScalars.append(character)
      }
    }
    return out
  }
}
