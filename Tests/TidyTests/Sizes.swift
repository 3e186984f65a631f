/// How long lines, functions and files may get before they must be split.
enum Sizes {
  static let lineMax = 120
  static let functionMax = 70
  static let fileMax = 400

  static func findings(in file: SourceFile, _ swift: SwiftText) -> [Finding] {
    guard !file.isGenerated else { return [] }
    var findings: [Finding] = []
    let lines = swift.raw.last == "" ? swift.raw.dropLast() : swift.raw[...]
    if lines.count > fileMax {
      findings.append(Finding(path: file.path, line: 0, message: "\(lines.count) lines: split it (\(fileMax) at most)"))
    }
    for (index, line) in lines.enumerated() where line.count > lineMax && !isData(line) {
      findings.append(Finding(path: file.path, line: index + 1, message: "\(line.count) columns (\(lineMax) at most)"))
    }
    for function in functions(swift) where function.length > functionMax && !isExcused(function.line, swift) {
      let message =
        "a function of \(function.length) lines: split it (\(functionMax) at most), or say why not after “Long:”"
      findings.append(Finding(path: file.path, line: function.line, message: message))
    }
    return findings
  }

  /// `// Long: one line per event.` above a function: a flat switch reads better whole.
  private static func isExcused(_ line: Int, _ swift: SwiftText) -> Bool {
    swift.raw[max(0, line - 7)..<line].contains { $0.contains("// Long: ") }
  }

  /// A long literal, as of an oracle, cannot be broken without changing it.
  private static func isData(_ line: String) -> Bool {
    let quotes = line.utf8.count { $0 == Ascii.quote }
    return quotes >= 2
      && line.split(separator: "\"", omittingEmptySubsequences: false).contains { $0.count > lineMax - 20 }
  }

  /// Every `func`, `init` and `subscript` with a body, by counting braces in code.
  static func functions(_ swift: SwiftText) -> [(line: Int, length: Int)] {
    var found: [(line: Int, length: Int)] = []
    for start in swift.code.indices where isFunction(swift.code[start]) {
      var depth = 0
      var opened = false
      scan: for index in start..<swift.code.count {
        for byte in swift.code[index] {
          if byte == Ascii.braceOpen {
            depth += 1
            opened = true
          } else if byte == Ascii.braceClose {
            depth -= 1
          }
          if depth < 0 { break scan }
          if opened, depth == 0 {
            found.append((start + 1, index - start + 1))
            break scan
          }
        }
        // A requirement of a protocol has no body: the next declaration begins before any brace.
        if !opened, index > start, isDeclaration(swift.code[index]) { break scan }
      }
    }
    return found
  }

  private static let functionWords = ["func", "init", "subscript"].map { Array($0.utf8) }
  private static let declarationWords = functionWords + ["var", "let", "case", "struct", "enum"].map { Array($0.utf8) }

  private static func isFunction(_ line: [UInt8]) -> Bool { starts(line, functionWords) }
  private static func isDeclaration(_ line: [UInt8]) -> Bool { starts(line, declarationWords) }

  private static func starts(_ line: [UInt8], _ words: [[UInt8]]) -> Bool {
    let tokens = line.split { !Ascii.isName($0) && $0 != UInt8(ascii: "@") }
    let modifiers: Set<String> = [
      "public", "package", "private", "fileprivate", "internal", "static", "final", "mutating", "nonisolated",
      "override",
      "convenience", "consuming", "borrowing", "isolated", "required", "class",
    ]
    for token in tokens {
      if words.contains(where: { $0.elementsEqual(token) }) { return true }
      let text = String(decoding: token, as: UTF8.self)
      guard modifiers.contains(text) || text.hasPrefix("@") else { return false }
    }
    return false
  }
}
