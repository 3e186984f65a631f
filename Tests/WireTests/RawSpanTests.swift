import Testing
import WireRuntime

@Suite struct RawSpanTests {
  @Test func hashesDifferWithBytesAndLength() {
    var hashes: Set<UInt64> = []
    for count in 0..<40 {
      for byte: UInt8 in [0, 1, 255] {
        let bytes = [UInt8](repeating: byte, count: count)
        hashes.insert(bytes.span.bytes.hash64)
      }
    }
    #expect(hashes.count == 39 * 3 + 1)
  }

  @Test(arguments: [[0xc0, 0x80], [0xed, 0xa0, 0x80], [0xff], [0x61, 0xc3], [0xf4, 0x90, 0x80, 0x80]] as [[UInt8]])
  func textIsStrictUTF8(bytes: [UInt8]) {
    let padded = Array("01234567".utf8) + bytes
    #expect(padded.span.bytes.string == nil)
    #expect(bytes.span.bytes.string == nil)
  }
}
