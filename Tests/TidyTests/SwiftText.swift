/// Swift source with comments and the text of string literals blanked out, so that a rule about code sees only code.
/// Code inside `\(…)` stays. Lines keep their numbers and columns.
struct SwiftText {
  /// As written.
  let raw: [String]
  /// With blanks.
  let code: [[UInt8]]

  init(_ text: String) {
    raw = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var blanker = Blanker(Array(text.utf8))
    code = blanker.blanked().split(separator: Ascii.newline, omittingEmptySubsequences: false).map(Array.init)
  }

  /// 1-based numbers of the lines where `word` stands in code and nothing before or after makes it a longer word.
  func lines(with word: String) -> [Int] {
    let pattern = Array(word.utf8)
    return code.indices.filter { CodeWord.occurs(pattern, in: code[$0]) }.map { $0 + 1 }
  }
}

enum CodeWord {
  /// A pattern that begins or ends with a letter must not continue a name there; one that begins with a letter must not
  /// follow a point either, which would make it another type's member.
  static func occurs(_ pattern: [UInt8], in line: [UInt8]) -> Bool {
    guard let first = pattern.first, let last = pattern.last, line.count >= pattern.count else { return false }
    for start in 0...(line.count - pattern.count) where line[start] == first {
      guard line[start..<(start + pattern.count)].elementsEqual(pattern) else { continue }
      let before = start > 0 ? line[start - 1] : Ascii.space
      let end = start + pattern.count
      let after = end < line.count ? line[end] : Ascii.space
      if Ascii.isName(first), Ascii.isName(before) || before == Ascii.point || before == Ascii.dollar { continue }
      if Ascii.isName(last), Ascii.isName(after) { continue }
      return true
    }
    return false
  }
}

enum Ascii {
  static let newline = UInt8(ascii: "\n")
  static let space = UInt8(ascii: " ")
  static let quote = UInt8(ascii: "\"")
  static let slash = UInt8(ascii: "/")
  static let star = UInt8(ascii: "*")
  static let hash = UInt8(ascii: "#")
  static let backslash = UInt8(ascii: "\\")
  static let open = UInt8(ascii: "(")
  static let close = UInt8(ascii: ")")
  static let point = UInt8(ascii: ".")
  static let dollar = UInt8(ascii: "$")
  static let braceOpen = UInt8(ascii: "{")
  static let braceClose = UInt8(ascii: "}")

  static func isName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), 0x80...:
      true
    default: false
    }
  }
}

private struct Blanker {
  private let bytes: [UInt8]
  private var out: [UInt8] = []
  private var next = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func blanked() -> [UInt8] {
    out.reserveCapacity(bytes.count)
    code(untilParenthesis: false)
    return out
  }

  private func at(_ offset: Int) -> UInt8 { next + offset < bytes.count ? bytes[next + offset] : 0 }

  private mutating func keep() {
    out.append(bytes[next])
    next += 1
  }

  private mutating func blank(_ count: Int = 1) {
    for _ in 0..<min(count, bytes.count - next) {
      out.append(bytes[next] == Ascii.newline ? Ascii.newline : Ascii.space)
      next += 1
    }
  }

  /// Copies code to the end, or to the parenthesis that closes an interpolation.
  private mutating func code(untilParenthesis: Bool) {
    var depth = 0
    while next < bytes.count {
      switch bytes[next] {
      case Ascii.slash where at(1) == Ascii.slash:
        while next < bytes.count, bytes[next] != Ascii.newline { blank() }
      case Ascii.slash where at(1) == Ascii.star: blockComment()
      case Ascii.quote: string(hashes: 0)
      case Ascii.hash:
        var hashes = 1
        while at(hashes) == Ascii.hash { hashes += 1 }
        if at(hashes) == Ascii.quote {
          blank(hashes)
          string(hashes: hashes)
        } else {
          keep()
        }
      case Ascii.open:
        depth += 1
        keep()
      case Ascii.close:
        if untilParenthesis, depth == 0 { return }
        depth -= 1
        keep()
      default: keep()
      }
    }
  }

  private mutating func blockComment() {
    var depth = 0
    repeat {
      if bytes[next] == Ascii.slash, at(1) == Ascii.star {
        depth += 1
        blank(2)
      } else if bytes[next] == Ascii.star, at(1) == Ascii.slash {
        depth -= 1
        blank(2)
      } else {
        blank()
      }
    } while depth > 0 && next < bytes.count
  }

  /// At the first quote of a literal with so many `#` before it, which are behind already.
  private mutating func string(hashes: Int) {
    let long = at(1) == Ascii.quote && at(2) == Ascii.quote
    let quotes = long ? 3 : 1
    blank(quotes)
    while next < bytes.count {
      if bytes[next] == Ascii.backslash, (0..<hashes).allSatisfy({ at(1 + $0) == Ascii.hash }) {
        blank(1 + hashes)
        if next < bytes.count, bytes[next] == Ascii.open {
          blank()
          code(untilParenthesis: true)
        }
        blank()
      } else if bytes[next] == Ascii.quote, closes(quotes: quotes, hashes: hashes) {
        blank(quotes + hashes)
        return
      } else if bytes[next] == Ascii.newline, !long {
        return
      } else {
        blank()
      }
    }
  }

  private func closes(quotes: Int, hashes: Int) -> Bool {
    (0..<quotes).allSatisfy { at($0) == Ascii.quote } && (0..<hashes).allSatisfy { at(quotes + $0) == Ascii.hash }
  }
}
