import Synchronization

/// What happened so far, for whoever measures.
package final class HTTPCounts: Sendable {
  package struct Key: Hashable, Sendable {
    package let method: String
    /// Of the route; empty where there is none.
    package let pattern: String
    package let status: Int
  }

  /// How long answers took, by upper bound; the last holds the rest.
  package struct Latencies: Sendable, Equatable {
    package static let boundsMs: [Int64] = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000]
    package fileprivate(set) var counts = [UInt64](repeating: 0, count: boundsMs.count + 1)
    package fileprivate(set) var microseconds: Int64 = 0

    fileprivate mutating func add(_ time: Duration) {
      let (seconds, attoseconds) = time.components
      let taken = seconds * 1_000_000 + attoseconds / 1_000_000_000_000
      counts[Self.boundsMs.firstIndex { taken <= $0 * 1_000 } ?? Self.boundsMs.count] += 1
      microseconds += taken
    }
  }

  package struct Values: Sendable, Equatable {
    package fileprivate(set) var answered: [Key: UInt64] = [:]
    /// By pattern.
    package fileprivate(set) var latencies: [String: Latencies] = [:]
    package fileprivate(set) var connections = 0
    package fileprivate(set) var streamsOpen = 0
    package fileprivate(set) var streamsOpened: UInt64 = 0
    /// Clients that took nothing for too long.
    package fileprivate(set) var streamsDropped: UInt64 = 0
    /// Connections whose request did not come, or whose answer was not taken, in time.
    package fileprivate(set) var late: UInt64 = 0
  }

  private static let methods: Set<String> = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"]
  private let state = Mutex(Values())

  package init() {}

  package var values: Values { state.withLock { $0 } }

  func connected() { state.withLock { $0.connections += 1 } }
  func disconnected() { state.withLock { $0.connections -= 1 } }

  func answered(method: String, pattern: String, status: Int, after time: Duration) {
    // Bounded: a client can make up methods for ever.
    let method = Self.methods.contains(method) ? method : "other"
    state.withLock { values in
      values.answered[Key(method: method, pattern: pattern, status: status), default: 0] += 1
      values.latencies[pattern, default: Latencies()].add(time)
    }
  }

  /// `false`: so many are open, and it is not.
  func streamOpened(atMost streamsMax: Int) -> Bool {
    state.withLock { values in
      guard values.streamsOpen < streamsMax else { return false }
      values.streamsOpen += 1
      values.streamsOpened += 1
      return true
    }
  }

  func streamClosed(_ reason: ResponseStream.Closed?) {
    state.withLock { values in
      values.streamsOpen -= 1
      if reason == .slow { values.streamsDropped += 1 }
    }
  }

  func late(_ count: Int) { state.withLock { $0.late += UInt64(count) } }
}
