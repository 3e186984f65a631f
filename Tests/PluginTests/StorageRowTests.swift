import Storage
import Testing
import Values

@Suite struct StorageRowTests {
  @Test func keysAreTheFieldsOfTheirColumns() throws {
    var key = RowKey()
    let name = Array("north".utf8)
    key.text(name.span.bytes)
    let mark = key.mark
    key.int4(-2)
    key.int8(1 << 40)
    key.int2(7)
    var expected = RowBytes()
    expected.text("north")
    expected.int4(-2)
    expected.int8(1 << 40)
    expected.int2(7)
    #expect(key.withBytes { Array($0) } == expected.bytes)
    let full = key.hash
    key.cut(to: mark)
    #expect(key.withBytes { $0.count } == 9)
    let short = key.hash
    #expect(short != full)
    key.int4(-2)
    key.int8(1 << 40)
    key.int2(7)
    // What stood behind the key before makes no difference.
    #expect(key.hash == full)
  }

  @Test func keysGrow() {
    var key = RowKey()
    let long = [UInt8](repeating: 65, count: 700)
    for _ in 0..<5 { key.text(long.span.bytes) }
    #expect(key.withBytes { $0.count } == 5 * 704)
  }

  @Test func hashesOfNeighboursAreFarApart() {
    var low: Set<UInt64> = []
    var key = RowKey()
    for number in 0..<4_096 {
      key.removeAll()
      key.int8(Int64(number) * 900_000)
      low.insert(key.hash & 0xFFFF)
    }
    // Of 65,536 places 4,096 keys hit about 3,970 by chance.
    #expect(low.count > 3_800)
  }

  @Test(arguments: ["", "a", "abcdefgh", "abcdefghi", String(repeating: "x", count: 100)])
  func asciiIsPlain(text: String) {
    let bytes = Array(text.utf8)
    let plain = bytes.span.bytes.isPlainText
    #expect(plain)
    for index in bytes.indices {
      for odd: UInt8 in [0, 0x80, 0xFF] {
        var changed = bytes
        changed[index] = odd
        let plain = changed.span.bytes.isPlainText
        #expect(!plain)
      }
    }
  }
}
