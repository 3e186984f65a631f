import Testing
import WireRuntime

@Suite struct WireWriterTests {
  @Test func theBufferIsUsedAgain() {
    var writer = WireWriter(capacity: 1)
    for (size, head) in [(0, 2), (1, 2), (127, 2), (128, 3), (100_000, 4), (3, 2)] {
      writer.reset()
      writer.byteArray([UInt8](repeating: 7, count: size), 10)
      #expect(writer.array().count == size + head)
      #expect(writer.array().suffix(size).allSatisfy { $0 == 7 })
    }
  }

  @Test func theFirstFailureIsKeptUntilReset() {
    var writer = WireWriter()
    writer.require(false, "A.first")
    writer.require(false, "A.second")
    #expect(writer.failure == .missing("A.first"))
    writer.reset()
    #expect(writer.failure == nil)
  }
}
