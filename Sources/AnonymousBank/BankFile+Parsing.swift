import Values

extension BankFile {
  private static let heading = [
    "vru+line", "call_id", "customer_id", "priority", "type", "date", "vru_entry", "vru_exit", "vru_time", "q_start",
    "q_exit", "q_time", "outcome", "ser_start", "ser_exit", "ser_time", "server",
  ]
  /// A line of the bank has about 100 bytes; what is far longer is another kind of file.
  private static let lineBytesMax = 4_096

  /// Reads the tab-separated text. Lines that can't be read are reported with their number, and the others are taken.
  /// A byte-order mark at the start, as some editors leave it, is no part of the text.
  package init(parsing bytes: [UInt8]) throws(BankFileError) {
    let mark = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    var lines = LineCutter(bytes, from: mark)
    guard let first = lines.next() else { throw BankFileError(description: "the file is empty") }
    try Self.checkHeading(bytes[first])
    var rows: [BankRow] = []
    var malformed: [MalformedLine] = []
    var phantoms = 0
    var number = 1
    while let line = lines.next() {
      number += 1
      if line.isEmpty { continue }
      if line.count > Self.lineBytesMax {
        malformed.append(MalformedLine(number: number, reason: "longer than \(Self.lineBytesMax) bytes"))
        continue
      }
      switch BankLine.read(bytes[line]) {
      case .success(.call(let row)): rows.append(row)
      case .success(.phantom): phantoms += 1
      case .failure(let fault): malformed.append(MalformedLine(number: number, reason: fault.reason))
      }
    }
    self.rows = rows
    self.malformed = malformed
    self.phantoms = phantoms
  }

  private static func checkHeading(_ line: ArraySlice<UInt8>) throws(BankFileError) {
    let names = line.prefix(lineBytesMax).split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard names != heading else { return }
    if names == [""] || line.contains(0) {
      throw BankFileError(description: "this is not a text file of the bank's form")
    }
    for (index, wanted) in heading.enumerated() where index >= names.count || names[index] != wanted {
      let found = index < names.count ? "“\(names[index].prefix(40))”" : "the end of the line"
      throw BankFileError(
        description:
          "line 1, column \(index + 1): expected the heading “\(wanted)”, found \(found). The file must be the "
          + "tab-separated form with the \(heading.count) columns \(heading.joined(separator: ", "))")
    }
    throw BankFileError(description: "line 1 has \(names.count) columns; the bank's form has \(heading.count)")
  }
}

/// Cuts bytes into lines at LF, CRLF or the end.
private struct LineCutter {
  private let bytes: [UInt8]
  private var start: Int

  init(_ bytes: [UInt8], from start: Int) {
    self.bytes = bytes
    self.start = start
  }

  mutating func next() -> Range<Int>? {
    guard start < bytes.count else { return nil }
    let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
    let line = start..<(end > start && bytes[end - 1] == UInt8(ascii: "\r") ? end - 1 : end)
    start = end + 1
    return line
  }
}
