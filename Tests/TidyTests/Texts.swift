/// Rules for every text file, whatever its language.
enum Texts {
  /// Written in halves, so that this file keeps its own rule.
  private static let postponed = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
  private static let machineFolders = ["work", "root", "home", "Users"]

  static func findings(in file: SourceFile) -> [Finding] {
    var findings: [Finding] = []
    for (index, line) in file.text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let bytes = Array(line.utf8)
      for word in postponed where CodeWord.occurs(Array(word.utf8), in: bytes) {
        let message = "\(word): do it now, or write it down where it is planned"
        findings.append(Finding(path: file.path, line: index + 1, message: message))
      }
      for folder in machineFolders where namesFolder(folder, bytes) && !file.isTidy {
        let message = "/\(folder)/…: a path of one machine"
        findings.append(Finding(path: file.path, line: index + 1, message: message))
      }
    }
    return findings + migrationName(file)
  }

  /// An absolute path begins after a blank or punctuation, a relative one or an address does not.
  private static func namesFolder(_ folder: String, _ line: [UInt8]) -> Bool {
    let pattern = Array("/\(folder)/".utf8)
    guard line.count >= pattern.count else { return false }
    return (0...(line.count - pattern.count)).contains { start in
      guard line[start] == Ascii.slash, line[start..<(start + pattern.count)].elementsEqual(pattern) else {
        return false
      }
      guard start > 0 else { return true }
      let before = line[start - 1]
      return !Ascii.isName(before) && before != Ascii.point && before != UInt8(ascii: "}")
        && before != UInt8(ascii: "~")
        && before != UInt8(ascii: "-") && before != Ascii.slash && before != Ascii.star
    }
  }

  /// `V001_name.sql`: migrations are run in the order of their names and embedded under them.
  private static func migrationName(_ file: SourceFile) -> [Finding] {
    guard file.name.hasSuffix(".sql"), !isMigration(file.name) else { return [] }
    return [Finding(path: file.path, line: 0, message: "a migration is named V001_what_it_makes.sql")]
  }

  static func isMigration(_ name: String) -> Bool {
    let characters = Array(name.dropLast(4))
    guard name.hasSuffix(".sql"), characters.count > 5, characters[0] == "V", characters[4] == "_" else { return false }
    return characters[1...3].allSatisfy { $0.isASCII && $0.isNumber }
      && characters[5...].allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "_") }
  }
}
