package import Storage
import Synchronization
package import Values

/// A log's index in memory.
package final class MemoryLogIndex: LogIndex {
  private struct State {
    var identity: LogID?
    var entries: [Slice: [LogIndexEntry]] = [:]
  }
  private let state = Mutex(State())

  package init() {}

  package func identity() async throws(StorageFailure) -> LogID? { state.withLock { $0.identity } }

  package func keep(identity: LogID) async throws(StorageFailure) -> LogID {
    state.withLock { state in
      let kept = state.identity ?? identity
      state.identity = kept
      return kept
    }
  }

  package func entry(of slice: Slice, notAbove position: Position) async throws(StorageFailure) -> LogIndexEntry? {
    state.withLock { $0.entries[slice]?.last { $0.position <= position } }
  }

  package func entry(of slice: Slice, notAfter instant: Instant) async throws(StorageFailure) -> LogIndexEntry? {
    state.withLock { $0.entries[slice]?.last { $0.latest <= instant } }
  }

  package func anyEntry() async throws(StorageFailure) -> LogIndexEntry? {
    state.withLock { $0.entries.values.lazy.compactMap(\.last).max { $0.position < $1.position } }
  }

  package func add(_ entries: [LogIndexEntry]) async throws(StorageFailure) {
    state.withLock { state in
      for entry in entries {
        var known = state.entries[entry.slice, default: []]
        known.removeAll { $0.position == entry.position }
        known.append(entry)
        state.entries[entry.slice] = known.sorted { $0.position < $1.position }
      }
    }
  }

  /// As dropping the table does; the identity stays.
  package func dropEntries() { state.withLock { $0.entries = [:] } }

  package var entryCount: Int { state.withLock { $0.entries.values.reduce(0) { $0 + $1.count } } }
}
