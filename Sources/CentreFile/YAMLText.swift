/// What must be so of the bytes before libyaml sees them: it gives no place for what is wrong with them.
enum YAMLText {
  static func mistake(in bytes: [UInt8]) -> FileMistake? {
    if bytes.count > YAMLLimits.bytesMax {
      return FileMistake(
        Place(line: 1, column: 1), "the file has \(bytes.count) bytes", expected: "at most \(YAMLLimits.bytesMax)")
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      return FileMistake(place(of: validCount(bytes), in: bytes), "this is no UTF-8", expected: "a text file in UTF-8")
    }
    guard let index = bytes.firstIndex(where: { $0 < 0x20 && $0 != 0x0a && $0 != 0x0d && $0 != 0x09 || $0 == 0x7f })
    else { return nil }
    return FileMistake(place(of: index, in: bytes), "a control character (\(bytes[index]))", expected: "text")
  }

  /// How many bytes stand before the first that is no UTF-8.
  private static func validCount(_ bytes: [UInt8]) -> Int {
    var codec = UTF8()
    var iterator = bytes.makeIterator()
    var count = 0
    while case .scalarValue(let scalar) = codec.decode(&iterator) { count += UTF8.width(scalar) }
    return count
  }

  private static func place(of index: Int, in bytes: [UInt8]) -> Place {
    let before = bytes[..<index]
    let line = before.reduce(1) { $1 == 0x0a ? $0 + 1 : $0 }
    let start = before.lastIndex(of: 0x0a).map { $0 + 1 } ?? 0
    // Continuation bytes are no columns of their own.
    return Place(line: line, column: before[start...].reduce(1) { $1 & 0xc0 == 0x80 ? $0 : $0 + 1 })
  }
}
