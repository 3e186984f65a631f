/// Words that say nothing about the trade. The name of the thing itself is wanted.
enum Names {
  static let empty: Set<String> = [
    "session", "task", "job", "manager", "helper", "helpers", "util", "utils", "utility", "data", "info",
  ]

  /// Where such a word is the trade's own, with the reason.
  struct Exemption {
    let word: String
    let target: String
    let reason: String
  }

  static let exemptions = [
    Exemption(
      word: "session", target: "PostgresClient",
      reason: "PostgreSQL's own word for what a connection keeps on the server: settings, locks, prepared statements"),
    Exemption(
      word: "session", target: "CallDomain",
      reason: "the domain's name for one of an agent's three regions: logged out, logged in, disconnected"),
    Exemption(
      word: "job", target: "SystemThreads", reason: "Swift's own word for what an executor runs (ExecutorJob)"),
  ]

  static func findings(in file: SourceFile, _ swift: SwiftText) -> [Finding] {
    guard !file.isGenerated else { return [] }
    let fileName = String(file.name.prefix { $0 != "." })
    let inFileName = bad(fileName, file).map {
      Finding(path: file.path, line: 0, message: "'\($0)' in a file name: use the trade's word")
    }
    return inFileName
      + declaredTypes(swift).flatMap { line, _, name in
        bad(name, file).map {
          Finding(path: file.path, line: line, message: "'\($0)' in \(name): use the trade's word")
        }
      }
  }

  private static func bad(_ name: String, _ file: SourceFile) -> [String] {
    let owner = file.isTest ? String(file.path.split(separator: "/")[1]) : file.target ?? ""
    return words(of: name).filter { word in
      empty.contains(word)
        && !exemptions.contains { $0.word == word && ($0.target == owner || file.isTest) }
    }
  }

  /// `URLSessionInfo` → `url`, `session`, `info`.
  static func words(of name: String) -> [String] {
    var words: [String] = []
    var word = ""
    let characters = Array(name)
    for (index, character) in characters.enumerated() {
      let startsWord =
        character.isUppercase
        && (index == 0 || !characters[index - 1].isUppercase
          || index + 1 < characters.count && characters[index + 1].isLowercase)
      if startsWord || !character.isLetter {
        if !word.isEmpty { words.append(word.lowercased()) }
        word = ""
      }
      if character.isLetter { word.append(character) }
    }
    return word.isEmpty ? words : words + [word.lowercased()]
  }

  private static let introducers: Set<Substring> = ["struct", "class", "enum", "actor", "protocol", "typealias"]

  static func declaredTypes(_ swift: SwiftText) -> [(line: Int, introducer: Substring, name: String)] {
    swift.code.indices.flatMap { index -> [(line: Int, introducer: Substring, name: String)] in
      let words = String(decoding: swift.code[index], as: UTF8.self).split(separator: " ")
      return words.indices.dropLast().compactMap { place in
        let name = words[place + 1].prefix { $0.isLetter || $0.isNumber || $0 == "_" }
        guard introducers.contains(words[place]), name.first?.isUppercase == true else { return nil }
        return (index + 1, words[place], String(name))
      }
    }
  }
}
