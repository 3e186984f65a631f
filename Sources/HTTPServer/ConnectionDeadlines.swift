/// One connection, among those that had its descriptor in turn.
struct ConnectionID: Sendable, Equatable {
  let file: Int32
  fileprivate let number: UInt64
}

/// By when each connection must have come further. A client that drips bytes, or takes them in drops, is never idle, so
/// the library's own limit does not find it.
struct ConnectionDeadlines {
  /// Whose time is over.
  struct Late: Equatable {
    let file: Int32
    /// Of an answer that was not taken, and not of a request that did not come.
    let isAnswer: Bool
  }

  private struct Open {
    let number: UInt64
    /// `nil`: nothing is waited for, as while a request is being answered.
    var due: ContinuousClock.Instant?
    var isAnswer = false
  }

  private let limits: HTTPLimits
  private var open: [Int32: Open] = [:]
  private var count: UInt64 = 0

  init(limits: HTTPLimits) { self.limits = limits }

  /// Whether it is open, and its descriptor not another's by now.
  func has(_ connection: ConnectionID) -> Bool { open[connection.file]?.number == connection.number }

  /// Which one has the descriptor now.
  func connection(of file: Int32) -> ConnectionID { ConnectionID(file: file, number: open[file]?.number ?? 0) }

  mutating func connected(_ file: Int32, at now: ContinuousClock.Instant) {
    count += 1
    open[file] = Open(number: count, due: now + limits.headTime)
  }

  mutating func headCame(_ connection: ConnectionID, at now: ContinuousClock.Instant) {
    expect(connection, by: now + limits.bodyTime)
  }

  mutating func requestCame(_ connection: ConnectionID) { expect(connection, by: nil) }

  /// All of the answer is there, and goes out as fast as the client takes it.
  mutating func answering(_ connection: ConnectionID, byteCount: Int, at now: ContinuousClock.Instant) {
    let time = limits.answerTime + .seconds(byteCount / limits.answerBytesASecondMin)
    expect(connection, by: now + time, isAnswer: true)
  }

  /// The next request may follow on it: it begins within the idle time, and takes no longer than the first.
  mutating func answered(_ connection: ConnectionID, at now: ContinuousClock.Instant) {
    expect(connection, by: now + limits.idleTime + limits.headTime)
  }

  mutating func disconnected(_ file: Int32) { open.removeValue(forKey: file) }

  /// Each once.
  mutating func overdue(at now: ContinuousClock.Instant) -> [Late] {
    let late = open.filter { $0.value.due.map { $0 <= now } ?? false }
    for file in late.keys { open[file]?.due = nil }
    return late.map { Late(file: $0.key, isAnswer: $0.value.isAnswer) }
  }

  private mutating func expect(_ connection: ConnectionID, by due: ContinuousClock.Instant?, isAnswer: Bool = false) {
    guard has(connection) else { return }
    open[connection.file]?.due = due
    open[connection.file]?.isAnswer = isAnswer
  }
}
