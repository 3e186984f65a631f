import PostgresStorage
import PostgresTesting
import Storage
import Testing
import TrunklineTesting
import Values

/// The contract of `LogIndex`, in memory and in PostgreSQL.
@Suite(.timeLimit(.minutes(1))) struct LogIndexTests {
  enum Kind: CaseIterable { case memory, postgres }

  private static func with(_ kind: Kind, _ body: (any LogIndex) async throws -> Void) async throws {
    switch kind {
    case .memory: try await body(MemoryLogIndex())
    case .postgres:
      let store = try await PostgresProjectionStore.open(try await TemporaryPostgres.freshDatabase())
      do {
        try await body(store)
      } catch {
        await store.close()
        throw error
      }
      await store.close()
    }
  }

  private static func entry(
    _ slice: UInt32, _ position: UInt64, offset: Int64, id: UInt64 = 7, latest: Instant = .noon
  ) -> LogIndexEntry {
    LogIndexEntry(
      slice: .numbered(slice), position: Position(position), offset: offset, id: Digest256(id, 1, 2, 3),
      epoch: Epoch(5), latest: latest)
  }

  @Test(arguments: Kind.allCases) func theFirstIdentityIsKept(_ kind: Kind) async throws {
    try await Self.with(kind) { index in
      let (one, other) = (LogID(ID128(high: 1, low: 2)), LogID(ID128(high: 3, low: 4)))
      try expectEqual(try await index.identity(), nil)
      try expectEqual(try await index.keep(identity: one), one)
      try expectEqual(try await index.keep(identity: other), one)
      try expectEqual(try await index.identity(), one)
    }
  }

  @Test(arguments: Kind.allCases) func entriesAreFoundByPositionAndByTime(_ kind: Kind) async throws {
    try await Self.with(kind) { index in
      try expectEqual(try await index.anyEntry(), nil)
      let first = Self.entry(3, 1, offset: 0)
      let second = Self.entry(3, 10_000, offset: 10_004, latest: .noon + .seconds(60))
      try await index.add([first, second, Self.entry(4, 7, offset: 6)])
      try expectEqual(try await index.entry(of: .numbered(3), notAbove: Position(9_999)), first)
      try expectEqual(try await index.entry(of: .numbered(3), notAbove: Position(10_000)), second)
      try expectEqual(try await index.entry(of: .numbered(3), notAbove: Position(.max)), second)
      try expectEqual(try await index.entry(of: .numbered(5), notAbove: Position(.max)), nil)
      try expectEqual(try await index.entry(of: .numbered(3), notAfter: .noon + .seconds(59)), first)
      try expectEqual(try await index.entry(of: .numbered(3), notAfter: .noon + .seconds(60)), second)
      try expectEqual(try await index.entry(of: .numbered(3), notAfter: .epoch), nil)
      try expectEqual(try await index.anyEntry(), second)
    }
  }

  @Test(arguments: Kind.allCases) func anEntryTakesThePlaceOfAnother(_ kind: Kind) async throws {
    try await Self.with(kind) { index in
      try await index.add([Self.entry(3, 9, offset: 8, id: 1)])
      let other = Self.entry(3, 9, offset: 12, id: 2)
      try await index.add([other])
      try await index.add([other])
      try expectEqual(try await index.entry(of: .numbered(3), notAbove: Position(9)), other)
    }
  }
}
