/// What the KPIs of a queue are made of, as sums and counts of any set of its entries. Sums of parts add up to the sums
/// of the whole; a mean of percentages would not.
public struct QueueSums: Sendable, Hashable {
  /// A: an agent and the caller heard each other.
  public var answered: Int64 = 0
  /// A_T: answered within the service level target of the entry's day, inclusive.
  public var answeredWithin: Int64 = 0
  /// B: the caller left the queue.
  public var abandoned: Int64 = 0
  /// B_T: the caller left within the target.
  public var abandonedWithin: Int64 = 0
  /// S: the caller left within the queue's threshold of a short abandon.
  public var abandonedShort: Int64 = 0
  /// F: left the queue unanswered otherwise.
  public var flowedOut: Int64 = 0
  /// C_T: left for a callback within the target.
  public var callbackWithin: Int64 = 0
  public var failed: Int64 = 0
  /// Still waiting at the instant of the report, and longer than the target: missed already, whatever comes.
  public var waitingBeyondTarget: Int64 = 0

  public var waitAnsweredMs: Int64 = 0
  public var waitAbandonedMs: Int64 = 0
  /// Of those who flowed out or failed.
  public var waitOtherMs: Int64 = 0
  /// The longest wait of all outcomes; with those still waiting where the report adds them.
  public var waitMsMax: Int64 = 0

  /// Of conversations that ended.
  public var talkMs: Int64 = 0
  public var holdMs: Int64 = 0
  public var wrapUpMs: Int64 = 0
  public var conversationsEnded: Int64 = 0

  /// Of the entries that have ended: those that stood in line, however short, and were not taken at once.
  public var queued: Int64 = 0

  public init() {}

  public static func += (a: inout QueueSums, b: QueueSums) {
    a.answered += b.answered
    a.answeredWithin += b.answeredWithin
    a.abandoned += b.abandoned
    a.abandonedWithin += b.abandonedWithin
    a.abandonedShort += b.abandonedShort
    a.flowedOut += b.flowedOut
    a.callbackWithin += b.callbackWithin
    a.failed += b.failed
    a.waitingBeyondTarget += b.waitingBeyondTarget
    a.waitAnsweredMs += b.waitAnsweredMs
    a.waitAbandonedMs += b.waitAbandonedMs
    a.waitOtherMs += b.waitOtherMs
    a.waitMsMax = max(a.waitMsMax, b.waitMsMax)
    a.talkMs += b.talkMs
    a.holdMs += b.holdMs
    a.wrapUpMs += b.wrapUpMs
    a.conversationsEnded += b.conversationsEnded
    a.queued += b.queued
  }

  public static func + (a: QueueSums, b: QueueSums) -> QueueSums {
    var sum = a
    sum += b
    return sum
  }
}

extension QueueSums {
  /// O: entries whose stay has ended, whichever way. Those still waiting are not in it.
  public var offered: Int64 { answered + abandoned + flowedOut + failed }

  /// Average speed of answer in milliseconds: waits of the answered ÷ answered, zero waits included.
  public var averageSpeedOfAnswerMs: Double? { ratio(waitAnsweredMs, answered) }

  /// Mean wait of all outcomes in milliseconds. Beside ASA, which falls when impatient callers leave.
  public var meanWaitMs: Double? { ratio(waitAnsweredMs + waitAbandonedMs + waitOtherMs, offered) }

  /// Mean wait in milliseconds of those who stood in line; who was taken at once has no wait.
  public var meanWaitOfQueuedMs: Double? { ratio(waitAnsweredMs + waitAbandonedMs + waitOtherMs, queued) }

  /// Mean time to abandon in milliseconds.
  public var meanWaitOfAbandonedMs: Double? { ratio(waitAbandonedMs, abandoned) }

  /// (B − S) ÷ (O − S): without those who left too soon to have been served.
  public var abandonRate: Double? { ratio(abandoned - abandonedShort, offered - abandonedShort) }

  /// B ÷ O.
  public var abandonRateRaw: Double? { ratio(abandoned, offered) }

  /// Average handle time in milliseconds: (talk + hold + wrap-up) ÷ A.
  public var averageHandleTimeMs: Double? { ratio(talkMs + holdMs + wrapUpMs, answered) }

  public func serviceLevel(_ variant: ServiceLevelVariant) -> Double? { variant.value(of: self) }
}
