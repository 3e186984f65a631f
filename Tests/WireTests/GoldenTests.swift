import EventJSON
import Events
import Foundation
import Testing

/// Events that released versions wrote. Each later version reads them, and tells the same of them.
@Suite struct GoldenTests {
  private struct Line {
    let type: String
    let bytes: [UInt8]
    let json: String
  }

  private static func lines() throws -> [Line] {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../schemas/compatibility/golden/events.tsv")
    return try String(contentsOf: path, encoding: .utf8).split(separator: "\n").map { line in
      let columns = line.split(separator: "\t")
      let digits = Array(columns[1])
      let bytes = try stride(from: 0, to: digits.count, by: 2).map {
        try #require(UInt8(String(digits[$0...$0 + 1]), radix: 16))
      }
      return Line(type: String(columns[0]), bytes: bytes, json: String(columns[2]))
    }
  }

  @Test func everyTypeHasItsLines() throws {
    let types = Set(try Self.lines().map(\.type))
    #expect(types.isSuperset(of: EventType.allNames))
  }

  @Test func theyReadAsTheyDid() throws {
    for line in try Self.lines() {
      let event = try Event(wire: line.bytes)
      #expect(event.typeName == line.type)
      #expect(event.jsonText().utf8.elementsEqual(line.json.utf8), "\(line.type)")
      #expect(event.wireBytes() == line.bytes, "\(line.type)")
    }
  }
}
