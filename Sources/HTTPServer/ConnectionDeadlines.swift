/// By when each connection must have come further. A client that drips bytes is never idle, so the library's own limit
/// does not find it.
struct ConnectionDeadlines {
  private let limits: HTTPLimits
  /// By descriptor; `nil`: nothing is waited for, as while a request is being answered.
  private var due: [Int32: ContinuousClock.Instant?] = [:]

  init(limits: HTTPLimits) { self.limits = limits }

  func has(_ file: Int32) -> Bool { due[file] != nil }

  mutating func connected(_ file: Int32, at now: ContinuousClock.Instant) {
    due.updateValue(now + limits.headTime, forKey: file)
  }

  mutating func headCame(_ file: Int32, at now: ContinuousClock.Instant) { move(file, to: now + limits.bodyTime) }
  mutating func requestCame(_ file: Int32) { move(file, to: nil) }

  /// The next request may follow on it: it begins within the idle time, and takes no longer than the first.
  mutating func answered(_ file: Int32, at now: ContinuousClock.Instant) {
    move(file, to: now + limits.idleTime + limits.headTime)
  }

  mutating func disconnected(_ file: Int32) { due.removeValue(forKey: file) }

  /// Each once.
  mutating func overdue(at now: ContinuousClock.Instant) -> [Int32] {
    let files = due.filter { $0.value.map { $0 <= now } ?? false }.map(\.key)
    for file in files { move(file, to: nil) }
    return files
  }

  private mutating func move(_ file: Int32, to instant: ContinuousClock.Instant?) {
    if due[file] != nil { due.updateValue(instant, forKey: file) }
  }
}
