import Synchronization

/// One client of a stream: who writes waits while the client has not taken what was written before. Its memory is
/// bounded by `bytesMax` and one part, beside the piece that its writer holds.
package final class ResponseStream: Sendable {
  /// So much waits for a client before `write` does.
  package static let bytesMax = 64 << 10
  /// A piece that is larger is queued in such parts.
  private static let partBytes = 16 << 10

  /// Why nothing more can be written.
  package enum Closed: Error, Sendable, Equatable {
    /// The client went away.
    case left
    /// It took nothing for too long while its queue was full.
    case slow
    /// The server stops.
    case stopping
    /// The writer's work was cancelled, or failed.
    case abandoned
  }

  /// What the connection finds when it asks.
  enum Pulled: Equatable {
    case bytes(Int)
    /// It is told when there is something.
    case nothingYet
    case end
    case broken
  }

  private struct State {
    var queue = StreamQueue()
    /// No other piece comes.
    var isEnded = false
    /// A part of what was begun is queued, and the rest is not yet.
    var isMidway = false
    /// The connection was told that there is nothing yet, and waits to be woken.
    var isAwaited = true
    var closed: Closed?
    var writer: CheckedContinuation<Void, any Error>?
    /// Since when the writer waits.
    var since: ContinuousClock.Instant?
  }
  private let state = Mutex(State())
  private let wake: @Sendable () -> Void

  /// - Parameter wake: lets the connection ask again; called without a lock held.
  init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

  /// Returns when there is room for more. What is begun is brought to its end also when the server stops, so that the
  /// client gets whole pieces.
  /// - Parameter goesOn: the next piece belongs to this one.
  package func write(_ piece: [UInt8], goesOn: Bool = false) async throws {
    try await withTaskCancellationHandler {
      var rest = piece[...]
      repeat {
        let part = rest.prefix(Self.partBytes)
        rest = rest.dropFirst(part.count)
        try await write(part: Array(part), isLast: rest.isEmpty && !goesOn)
      } while !rest.isEmpty
    } onCancel: {
      close(.abandoned)
    }
  }

  private func write(part: [UInt8], isLast: Bool) async throws {
    let isAwaited = try state.withLock { state in
      if let closed = state.closed { throw closed }
      if state.isEnded, !state.isMidway { throw Closed.stopping }
      state.queue.append(part)
      state.isMidway = !isLast
      defer { state.isAwaited = false }
      return state.isAwaited
    }
    if isAwaited { wake() }
    try await room()
  }

  private func room() async throws {
    try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
      enum Next { case goOn, wait, fail(Closed) }
      let next = state.withLock { state -> Next in
        if let closed = state.closed { return .fail(closed) }
        if state.queue.byteCount <= Self.bytesMax { return .goOn }
        state.writer = continuation
        state.since = .now
        return .wait
      }
      switch next {
      case .goOn: continuation.resume()
      case .fail(let closed): continuation.resume(throwing: closed)
      case .wait: break
      }
    }
  }

  /// The client gets what is queued, then the end. A writer that waits is told that the server stops, once its piece is
  /// queued.
  func end() {
    let writer = state.withLock { state -> CheckedContinuation<Void, any Error>? in
      state.isEnded = true
      state.isAwaited = false
      if state.isMidway { return nil }
      defer { state.writer = nil }
      return state.writer
    }
    writer?.resume(throwing: Closed.stopping)
    wake()
  }

  /// The client gets nothing more; the first reason counts.
  func close(_ reason: Closed) {
    let (writer, isFirst) = state.withLock { state in
      let isFirst = state.closed == nil
      if isFirst { state.closed = reason }
      state.queue.removeAll()
      defer { state.writer = nil }
      return (state.writer, isFirst)
    }
    writer?.resume(throwing: reason)
    if isFirst, reason != .left { wake() }
  }

  /// What waits for the client.
  var byteCount: Int { state.withLock { $0.queue.byteCount } }

  var closed: Closed? { state.withLock { $0.closed } }

  /// A part of what was begun is written, and the rest is not.
  package var isMidway: Bool { state.withLock { $0.isMidway } }

  /// Whether its writer has waited since then, or longer.
  func isStuck(since instant: ContinuousClock.Instant) -> Bool {
    state.withLock { $0.writer != nil && $0.since.map { $0 <= instant } ?? false }
  }

  /// On the connection's thread.
  func pull(into room: UnsafeMutableRawBufferPointer) -> Pulled {
    let (pulled, writer) = state.withLock { state -> (Pulled, CheckedContinuation<Void, any Error>?) in
      if state.closed != nil { return (.broken, nil) }
      let count = state.queue.take(into: room)
      var writer: CheckedContinuation<Void, any Error>?
      // The client takes something: it is slow at most, not stuck.
      if count > 0 { state.since = .now }
      if state.queue.byteCount <= Self.bytesMax / 2 {
        writer = state.writer
        state.writer = nil
      }
      if count > 0 { return (.bytes(count), writer) }
      if state.isEnded, !state.isMidway { return (.end, writer) }
      state.isAwaited = true
      return (.nothingYet, writer)
    }
    writer?.resume()
    return pulled
  }
}
