import EventLog
import Storage
import Testing
import TrunklineTesting
import Values

@testable import PluginKit
@testable import trunkline

/// A log that is copied is not the one that counts before all of it is there.
struct HeldIndexTests {
  private static let entry = LogIndexEntry(
    slice: .numbered(3), position: Position(1), offset: 7, id: .zero, epoch: Epoch(1), latest: Instant(ms: 5))

  @Test func nothingIsKnownBeforeTheRelease() async throws {
    let index = MemoryLogIndex()
    let held = HeldIndex(index)
    try await held.add([Self.entry])
    #expect(try await index.anyEntry() == nil)
    #expect(try await held.anyEntry() == nil)
    #expect(try await held.release())
    #expect(try await index.anyEntry() == Self.entry)
  }

  @Test func anEmptyLogIsNotMoved() async throws {
    #expect(try await !HeldIndex(MemoryLogIndex()).release())
  }
}

/// The same number for the same log, and for no other.
struct LogFingerprintTests {
  private static func digest(_ log: UInt64 = 1, slice: UInt32 = 3, position: UInt64 = 9, id: Digest256 = .zero)
    -> Digest256
  {
    var fingerprint = LogFingerprint(of: LogID(ID128(high: 7, low: log)))
    fingerprint.add(.numbered(slice), endingAt: ChainPoint(position: Position(position), id: id, epoch: Epoch(2)))
    return fingerprint.digest
  }

  @Test func whateverDiffersShows() {
    let other = Digest256(0, 0, 0, 1)
    #expect(Self.digest() == Self.digest())
    let all = [Self.digest(), Self.digest(2), Self.digest(slice: 4), Self.digest(position: 8), Self.digest(id: other)]
    #expect(Set(all).count == 5)
  }
}

/// How far behind a plugin is follows from what this process has heard of the log.
struct PluginLagTests {
  @Test func whatWasHeardOfSinceItLookedCounts() {
    let signal = AppendSignal()
    var health = PluginHealth(plugin: "kpi", slice: .numbered(3))
    health.position = Position(5)
    #expect([health].seeing(signal)[0].lag == 0)
    signal.advanced(.numbered(3), to: Position(12))
    #expect([health].seeing(signal)[0].lag == 7)
    health.head = Position(20)
    #expect([health].seeing(signal)[0].lag == 15)
  }
}
