import EventLog
import Synchronization
import Values

/// Where readers stand in their partitions: what spares the next read the way from the index. The oldest are forgotten.
final class Cursors: Sendable {
  private static let countMax = 1_024

  private struct State {
    var offsets: [Digest256: Int64] = [:]
    /// In the order in which they came.
    var ids: [Digest256] = []
    var oldest = 0
  }
  private let state = Mutex(State())

  /// The offset after the record of the point.
  func offset(after point: ChainPoint) -> Int64? { state.withLock { $0.offsets[point.id] } }

  func keep(_ offset: Int64, after point: ChainPoint) {
    state.withLock { state in
      guard state.offsets.updateValue(offset, forKey: point.id) == nil else { return }
      if state.ids.count < Self.countMax { return state.ids.append(point.id) }
      state.offsets[state.ids[state.oldest]] = nil
      state.ids[state.oldest] = point.id
      state.oldest = (state.oldest + 1) % Self.countMax
    }
  }
}
