import Testing
import TrunklineTesting

@testable import HTTPServer

/// What waits for one client of a stream.
struct ResponseStreamTests {
  private static let piece = (0..<1 << 20).map { UInt8(truncatingIfNeeded: $0 / 251) }

  /// What a client has taken that asks until it hears something else than bytes.
  private static func taken(from stream: ResponseStream) async -> (bytes: [UInt8], last: ResponseStream.Pulled) {
    var bytes: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 10_000)
    while true {
      let pulled = room.withUnsafeMutableBytes { stream.pull(into: $0) }
      switch pulled {
      case .bytes(let count): bytes += room[..<count]
      case .nothingYet where bytes.count < piece.count: await aMoment()
      case .nothingYet, .end, .broken: return (bytes, pulled)
      }
    }
  }

  /// However large a piece is, no more of it than the limit says waits beside it.
  @Test func aLargePieceWaitsInParts() async throws {
    let stream = ResponseStream {}
    let writing = Task { try await stream.write(Self.piece) }
    await until { stream.byteCount > ResponseStream.bytesMax }
    #expect(stream.byteCount <= ResponseStream.bytesMax + 16 << 10)
    let (bytes, last) = await Self.taken(from: stream)
    #expect(bytes == Self.piece && last == .nothingYet)
    try await writing.value
  }

  /// A piece that is begun is brought to its end; the next one is not begun.
  @Test func itEndsBehindAWholePiece() async throws {
    let stream = ResponseStream {}
    let writing = Task { try await stream.write(Self.piece) }
    await until { stream.byteCount > ResponseStream.bytesMax }
    stream.end()
    let (bytes, last) = await Self.taken(from: stream)
    #expect(bytes == Self.piece && last == .end)
    try await writing.value
    await #expect(throws: ResponseStream.Closed.stopping) { try await stream.write([1]) }
  }

  /// What is written as several pieces is one for the end: it comes behind the last of them.
  @Test func whatGoesOnIsBroughtToItsEnd() async throws {
    let stream = ResponseStream {}
    try await stream.write([1, 2], goesOn: true)
    #expect(stream.isMidway)
    stream.end()
    try await stream.write([3], goesOn: true)
    try await stream.write([4])
    #expect(!stream.isMidway)
    await #expect(throws: ResponseStream.Closed.stopping) { try await stream.write([5]) }
    var room = [UInt8](repeating: 0, count: 10)
    let pulled = room.withUnsafeMutableBytes { stream.pull(into: $0) }
    #expect(pulled == .bytes(4) && room.prefix(4) == [1, 2, 3, 4])
    #expect(room.withUnsafeMutableBytes { stream.pull(into: $0) } == .end)
  }

  /// Nothing comes to an end in the middle: the client hears that there is nothing yet.
  @Test func aClientWaitsForTheRest() async throws {
    let stream = ResponseStream {}
    try await stream.write([1], goesOn: true)
    stream.end()
    var room = [UInt8](repeating: 0, count: 10)
    #expect(room.withUnsafeMutableBytes { stream.pull(into: $0) } == .bytes(1))
    #expect(room.withUnsafeMutableBytes { stream.pull(into: $0) } == .nothingYet)
  }
}
