import CallHandling
import Digest
import EventLog
import Events
import PostgresStorage
import PostgresTesting
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// Snapshots are a shortcut: good ones save folding, bad ones cost nothing but that.
@Suite(.serialized, .timeLimit(.minutes(1))) struct SnapshotTests {
  /// Counts what is read, so that a test sees whether a load began at the beginning.
  private final class CountingLog: LogDecorator {
    let inner: any EventLog
    let reads = Mutex<[Position]>([])
    init(_ inner: any EventLog) { self.inner = inner }

    func read(_ slice: Slice, after point: ChainPoint, limit: BatchLimit) async throws(LogFailure) -> RecordBatch {
      reads.withLock { $0.append(point.position) }
      return try await inner.read(slice, after: point, limit: limit)
    }
  }

  private static func with(_ body: (PostgresProjectionStore, ServedCentre) async throws -> Void) async throws {
    let store = try await PostgresProjectionStore.open(try await TemporaryPostgres.freshDatabase())
    let served = try await ServedCentre.staffed()
    try await served.ringing()
    do {
      try await body(store, served)
      try await served.stop()
      await store.close()
    } catch {
      await store.close()
      throw error
    }
  }

  /// Where the load began to read: zero when the snapshot was not used.
  private static func load(
    _ served: ServedCentre, _ store: any SnapshotStore, code: String = "1"
  ) async throws -> (replay: Replay, began: Position) {
    let log = CountingLog(served.log)
    let replay = try await SliceLoader(log: log, snapshots: store, codeVersion: code).load(ServedCentre.slice)
    return (replay, log.reads.withLock { $0.first } ?? replay.point.position)
  }

  @Test func aLoadTakesTheSnapshotAndTheTail() async throws {
    try await Self.with { store, served in
      let loader = SliceLoader(log: served.log, snapshots: store, codeVersion: "1")
      let early = try await loader.load(ServedCentre.slice)
      try await loader.save(early, of: ServedCentre.slice)
      try await served.accepted(.acceptOffer(AcceptOffer(call: .one, agent: .anna)), by: .agent(.anna))
      let whole = try await SliceLoader(log: served.log).load(ServedCentre.slice)
      let (replay, began) = try await Self.load(served, store)
      #expect(began == early.point.position)
      #expect(replay.centres == whole.centres)
      #expect(replay.point == whole.point)
      // An older one does not take its place.
      try await loader.save(replay, of: ServedCentre.slice)
      try await loader.save(early, of: ServedCentre.slice)
      #expect(try await store.snapshot(of: ServedCentre.slice)?.position == replay.point.position)
      // A state before the snapshot is folded from the log.
      let past = try await loader.load(ServedCentre.slice, through: early.point.position)
      #expect(past.centres == early.centres)
    }
  }

  @Test func aSnapshotOfAnotherProgramIsNotUsed() async throws {
    try await Self.with { store, served in
      let loader = SliceLoader(log: served.log, snapshots: store, codeVersion: "1")
      let state = try await loader.load(ServedCentre.slice)
      try await loader.save(state, of: ServedCentre.slice)
      let (replay, began) = try await Self.load(served, store, code: "2")
      #expect(began == .zero)
      #expect(replay.centres == state.centres)
    }
  }

  /// Bytes that were changed, a commit that the log does not have, a position beyond its head.
  @Test func whatDoesNotFitIsNotUsed() async throws {
    try await Self.with { store, served in
      let loader = SliceLoader(log: served.log, snapshots: store, codeVersion: "1")
      let state = try await loader.load(ServedCentre.slice)
      try await loader.save(state, of: ServedCentre.slice)
      let good = try #require(try await store.snapshot(of: ServedCentre.slice))
      var bytes = good.body
      bytes[bytes.count / 2] ^= 1
      let bad = [
        good.changed(body: bytes), good.changed(commit: .zero),
        good.changed(position: Position(good.position.number + 1)), good.changed(body: []),
      ]
      for snapshot in bad {
        let (replay, began) = try await Self.load(served, OneSnapshot(snapshot: snapshot))
        #expect(began == .zero)
        #expect(replay.centres == state.centres)
      }
      let (_, began) = try await Self.load(served, OneSnapshot(snapshot: good))
      #expect(began == good.position)
    }
  }

  /// Whoever dies soon after each start never comes to the time of a regular snapshot: the next one would have more to
  /// fold each time.
  @Test func aServerThatHadMuchToFoldSavesAtOnce() async throws {
    let before = try await ServedCentre.staffed()
    for _ in 0..<20 {
      let pauses = (0..<250).flatMap { _ in
        [
          before.command(.setNotReady(SetNotReady(agent: .anna, reason: "pause")), by: .agent(.anna)),
          before.command(.setReady(SetReady(agent: .anna)), by: .agent(.anna)),
        ]
      }
      _ = try await before.send(pauses)
    }
    try await before.stop()
    let folded = try await before.head()
    #expect(folded.number > 10_000)
    let store = TellingStore()
    let server = SliceServer(
      slice: ServedCentre.slice, loader: SliceLoader(log: before.log, snapshots: store, codeVersion: "1"),
      time: HandTime(at: .noon), identity: WriterIdentity(owner: "two", newID: { CommandID(.random()) }))
    let service = Task { try await server.serve() }
    let saved = await store.saved.first { _ in true }
    #expect(saved.map { $0.position > folded } ?? false)
    service.cancel()
    try await service.value
  }

  private final class TellingStore: SnapshotStore {
    let saved: AsyncStream<StoredSnapshot>
    private let saving: AsyncStream<StoredSnapshot>.Continuation

    init() { (saved, saving) = AsyncStream.makeStream() }

    func snapshot(of slice: Slice) async throws(StorageFailure) -> StoredSnapshot? { nil }
    func save(_ snapshot: StoredSnapshot) async throws(StorageFailure) { saving.yield(snapshot) }
  }

  private struct OneSnapshot: SnapshotStore {
    let snapshot: StoredSnapshot
    func snapshot(of slice: Slice) async throws(StorageFailure) -> StoredSnapshot? { snapshot }
    func save(_ snapshot: StoredSnapshot) async throws(StorageFailure) {}
  }
}

extension StoredSnapshot {
  fileprivate func changed(
    position: Position? = nil, commit: Digest256? = nil, body: [UInt8]? = nil
  ) -> StoredSnapshot {
    StoredSnapshot(
      slice: slice, position: position ?? self.position, commit: commit ?? self.commit, codeVersion: codeVersion,
      hash: hash, body: body ?? self.body)
  }
}
