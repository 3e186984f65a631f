/// RFC 4180: comma, double quotes where needed and doubled inside, CRLF.
enum CSV {
  static let lineEnd = "\r\n"

  static func field(_ text: String) -> String {
    // An empty text is quoted so that it differs from null.
    let needsQuotes =
      text.isEmpty || text.utf8.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
      || text.first == " " || text.last == " "
    guard needsQuotes else { return text }
    var quoted = "\""
    for character in text.unicodeScalars {
      if character == "\"" { quoted += "\"" }
      quoted.unicodeScalars.append(character)
    }
    return quoted + "\""
  }
}

/// RFC 8259 strings: what must be escaped is, and so is what breaks scripts and terminals.
enum JSONText {
  static func string(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\r": out += "\\r"
      case "\t": out += "\\t"
      case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }

  static func object(_ keys: [String], _ row: [Cell]) -> String {
    let members = zip(keys, row).map { key, cell in "\(key):\(cell.json)" }
    return "{" + members.joined(separator: ",") + "}"
  }
}
