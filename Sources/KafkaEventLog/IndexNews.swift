import Storage
import Synchronization

/// Hands entries to the index one write at a time, without anybody waiting. One that can't be written is left out: the
/// next reader has a longer way, and finds it.
final class IndexNews: Sendable {
  /// Entries that wait at most, while the index is away.
  private static let waitingMax = 4_096

  private struct State {
    var waiting: [LogIndexEntry] = []
    var isWriting = false
  }
  private let state = Mutex(State())
  private let index: any LogIndex

  init(_ index: any LogIndex) { self.index = index }

  func add(_ entries: [LogIndexEntry]) {
    let starts = state.withLock { state -> Bool in
      if state.waiting.count < Self.waitingMax { state.waiting += entries }
      defer { state.isWriting = true }
      return !state.isWriting
    }
    if starts { Task { await write() } }
  }

  private func write() async {
    while let entries = take() { try? await index.add(entries) }
  }

  /// `nil`: all is written.
  private func take() -> [LogIndexEntry]? {
    state.withLock { state in
      guard !state.waiting.isEmpty else {
        state.isWriting = false
        return nil
      }
      defer { state.waiting = [] }
      return state.waiting
    }
  }
}
