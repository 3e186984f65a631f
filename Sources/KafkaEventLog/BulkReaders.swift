import EventLog
import KafkaClient
import Synchronization
import Values

/// The readers of older records: a few for reads, one for each scan. They keep their place, so that who reads batch by
/// batch goes on where it was.
final class BulkReaders: Sendable {
  /// Reads at one time: more would only share the same connection's bytes.
  static let readsMax = 4
  /// Readers that wait for work.
  static let idleMax = 4

  private struct Idle {
    let reader: BulkReader
    let slice: Slice
    let point: ChainPoint
  }
  private struct State {
    var idle: [Idle] = []
    var reads = 0
    var waiting: [CheckedContinuation<Void, Never>] = []
    var isClosed = false
  }
  private let state = Mutex(State())
  private let make: @Sendable () throws(LogFailure) -> BulkReader

  init(_ make: @escaping @Sendable () throws(LogFailure) -> BulkReader) { self.make = make }

  /// A reader, and whether it stands after the point.
  func take(_ slice: Slice, after point: ChainPoint) throws(LogFailure) -> (reader: BulkReader, isThere: Bool) {
    let found = state.withLock { state -> (BulkReader, Bool)? in
      if let index = state.idle.firstIndex(where: { $0.slice == slice && $0.point == point }) {
        return (state.idle.remove(at: index).reader, true)
      }
      return state.idle.isEmpty ? nil : (state.idle.removeFirst().reader, false)
    }
    if let found { return found }
    return (try make(), false)
  }

  /// Back from work, standing after the point.
  func give(_ reader: BulkReader, standing slice: Slice, after point: ChainPoint) {
    let surplus = state.withLock { state -> BulkReader? in
      if state.isClosed { return reader }
      state.idle.append(Idle(reader: reader, slice: slice, point: point))
      return state.idle.count > Self.idleMax ? state.idle.removeFirst().reader : nil
    }
    if let surplus { Task { await surplus.stop() } }
  }

  /// Returns when one of the few may read; `leave` must follow.
  func enter() async {
    await withCheckedContinuation { continuation in
      let isIn = state.withLock { state -> Bool in
        if state.reads == Self.readsMax {
          state.waiting.append(continuation)
          return false
        }
        state.reads += 1
        return true
      }
      if isIn { continuation.resume() }
    }
  }

  func leave() {
    let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
      if !state.waiting.isEmpty { return state.waiting.removeFirst() }
      state.reads -= 1
      return nil
    }
    next?.resume()
  }

  func close() async {
    let idle = state.withLock { state in
      defer { state.idle = [] }
      state.isClosed = true
      return state.idle
    }
    for each in idle { await each.reader.stop() }
  }
}
