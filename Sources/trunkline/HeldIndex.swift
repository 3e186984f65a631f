import Storage
import Synchronization
import Values

/// Keeps back what the index of a log is to know, until that log is the one that counts: a database whose index knows
/// commits on Kafka has its log there.
final class HeldIndex: LogIndex {
  private let index: any LogIndex
  private let held = Mutex<[LogIndexEntry]>([])

  init(_ index: any LogIndex) { self.index = index }

  func identity() async throws(StorageFailure) -> LogID? { try await index.identity() }
  func keep(identity: LogID) async throws(StorageFailure) -> LogID { try await index.keep(identity: identity) }
  func entry(of slice: Slice, notAbove position: Position) async throws(StorageFailure) -> LogIndexEntry? {
    try await index.entry(of: slice, notAbove: position)
  }
  func entry(of slice: Slice, notAfter instant: Instant) async throws(StorageFailure) -> LogIndexEntry? {
    try await index.entry(of: slice, notAfter: instant)
  }
  func anyEntry() async throws(StorageFailure) -> LogIndexEntry? { try await index.anyEntry() }
  func add(_ entries: [LogIndexEntry]) async throws(StorageFailure) { held.withLock { $0 += entries } }

  /// Adds what was kept back.
  /// - Returns: whether the index knows of the log now.
  func release() async throws(StorageFailure) -> Bool {
    let entries = held.withLock { $0 }
    try await index.add(entries)
    return try await index.anyEntry() != nil
  }
}
