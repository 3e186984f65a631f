import Testing

@testable import PostgresClient

@Suite struct CopyParserTests {
  private static let header = CopyFormat.signature + [0, 0, 0, 0, 0, 0, 0, 0]
  private static let row: [UInt8] = [0, 2, 0, 0, 0, 2, 7, 8, 255, 255, 255, 255]
  private static let trailer: [UInt8] = [255, 255]

  /// Feeds `stream` in pieces of `size` bytes, carrying what is left as a session does.
  private func rows(_ stream: [UInt8], pieces size: Int) throws -> (rows: [[[UInt8]?]], isEnded: Bool) {
    var parser = CopyParser()
    var carry: [UInt8] = []
    var found: [[[UInt8]?]] = []
    for start in stride(from: 0, to: stream.count, by: size) {
      carry += stream[start..<min(start + size, stream.count)]
      let taken = try carry.withUnsafeBytes { bytes in
        try parser.take(from: bytes, rowsMax: .max) { row in
          found.append((0..<row.columnCount).map { row.bytes($0).map(Array.init) })
          return .more
        }
      }
      carry.removeFirst(taken.bytes)
    }
    return (found, parser.phase == .ended && carry.isEmpty)
  }

  @Test(arguments: [1, 2, 3, 5, 12, 19, 20, 1000])
  func rowsAreFoundHoweverTheStreamIsCut(size: Int) throws {
    let stream = Self.header + Self.row + Self.row + Self.trailer
    let result = try rows(stream, pieces: size)
    #expect(result.rows == [[[7, 8], nil], [[7, 8], nil]])
    #expect(result.isEnded)
  }

  @Test func anExtendedHeaderIsSkipped() throws {
    let header = CopyFormat.signature + [0, 0, 0, 0, 0, 0, 0, 3, 9, 9, 9]
    #expect(try rows(header + Self.row + Self.trailer, pieces: 4).rows.count == 1)
  }

  @Test(arguments: [
    [UInt8](repeating: 0x41, count: 30),
    CopyFormat.signature + [0, 1, 0, 0, 0, 0, 0, 0],
    CopyFormat.signature + [0, 0, 0, 0, 255, 255, 255, 255],
    header + [255, 254],
    header + [127, 255],
    header + [0, 1, 255, 255, 255, 254],
    header + trailer + [0],
  ])
  func nonsenseIsRefused(stream: [UInt8]) {
    #expect(throws: PostgresError.self) { try rows(stream, pieces: 1000) }
  }

  @Test func aStreamThatStopsInARowIsNotEnded() throws {
    #expect(try !rows(Self.header + Self.row.dropLast(), pieces: 7).isEnded)
  }

  @Test func theReaderSaysHowManyAndWhenToStop() throws {
    let stream = Self.header + Self.row + Self.row + Self.row + Self.trailer
    try stream.withUnsafeBytes { bytes in
      var parser = CopyParser()
      let two = try parser.take(from: bytes, rowsMax: 2) { _ in .more }
      #expect(two.rows == 2 && !two.isStopped)
      let rest = UnsafeRawBufferPointer(rebasing: bytes[two.bytes...])
      let one = try parser.take(from: rest, rowsMax: 5) { _ in .stop }
      #expect(one.rows == 1 && one.isStopped)
    }
  }
}
