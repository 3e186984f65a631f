import Values

/// One call of the bank's file, its times made absolute (taken as UTC) and unfolded over midnight.
struct BankRow: Equatable, Sendable {
  enum Outcome: Equatable, Sendable {
    case answered(by: AgentID?)
    case hungUp
  }

  /// What makes a call unique in the file: date, trunk and line, call number.
  let key: Key
  let customer: String
  let priority: Int32
  let service: QueueID
  let day: Int64
  let ivrEntry: Instant
  let ivrExit: Instant
  /// As the file says it, not the difference of the two: negative where a clock was put back.
  let ivrTime: Milliseconds
  /// `nil`: never queued.
  let queueStart: Instant?
  let queueExit: Instant
  let queueTime: Milliseconds
  let outcome: Outcome
  let serviceTime: Milliseconds

  struct Key: Hashable, Sendable {
    let date: String
    let line: String
    let number: String
  }

  /// When the call joined the queue; a call that did not wait joins and leaves it as it leaves the IVR.
  var enqueued: Instant { queueStart ?? ivrExit }
  /// When somebody answered, or the caller gave up waiting.
  var leftQueue: Instant { queueStart == nil ? ivrExit : queueExit }
  /// End of the conversation of an answered call.
  var ended: Instant { leftQueue + serviceTime }
}
