import CallHandling
import Digest
import EventLog
import Events
import Storage
import Synchronization
import TrunklineTesting
import Values

/// A log of one centre in memory that says where it was read from, with a snapshot that was taken on the way.
final class InspectedLog: LogDecorator, SnapshotStore {
  static let centre = CentreID(unchecked: "bank")
  static let slice = Slice(of: centre)

  let inner: any EventLog
  private let writer: SliceWriter
  private let starts = Mutex<[UInt64]>([])
  private let kept = Mutex<StoredSnapshot?>(nil)
  /// Of the last event through each position; the marker's first.
  private let times = Mutex<[(at: Instant, position: Position)]>([(.epoch, Position(1))])

  private init(_ log: MemoryEventLog, _ writer: SliceWriter) {
    inner = log
    self.writer = writer
  }

  static func make() async throws -> InspectedLog {
    let log = MemoryEventLog(id: LogID(ID128(high: 9, low: 9)), chain: Chain(hash: SHA256.digest))
    let (writer, _) = try await SliceWriter.acquire(
      slice, of: log,
      marker: OwnershipMarker(owner: "t", commandID: CommandID(ID128(high: 8, low: 0)), at: .epoch, recordedAt: .epoch))
    return InspectedLog(log, writer)
  }

  var loader: SliceLoader { SliceLoader(log: self, snapshots: self, codeVersion: "1") }

  /// One commit.
  func write(_ bodies: Event.Body..., at: Instant) async throws {
    let position = try await writer.submit([
      CommitDraft(
        centre: Self.centre, commandID: CommandID(.random()), at: at, recordedAt: at, actor: Actor(kind: .telephony),
        configurationVersion: 0, events: bodies.map { Event(occurredAt: at, body: $0) })
    ])
    times.withLock { $0.append((at, position)) }
  }

  /// Saves the state of the last commit.
  func takeSnapshot() async throws { try await loader.save(try await loader.load(Self.slice), of: Self.slice) }

  /// Positions that scans began after, since they were asked for last.
  func takeStarts() -> [UInt64] {
    starts.withLock { starts in
      defer { starts = [] }
      return starts
    }
  }

  func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    starts.withLock { $0.append(point.position.number) }
    return try await inner.scan(slice, after: point, through: through, limit: limit)
  }

  func point(before instant: Instant, of slice: Slice) async throws(LogFailure) -> ChainPoint {
    let last = times.withLock { $0.last { $0.at < instant }?.position }
    return try await inner.point(at: last ?? .zero, of: slice)
  }

  func snapshot(of slice: Slice) async throws(StorageFailure) -> StoredSnapshot? { kept.withLock { $0 } }
  func save(_ snapshot: StoredSnapshot) async throws(StorageFailure) { kept.withLock { $0 = snapshot } }
}
