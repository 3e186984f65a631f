package import Events
package import Values

/// One pass of a call through a flow.
package struct IVRRun: Sendable, Equatable {
  package let flow: String
  package let enteredAt: Instant
  /// Where it stands, when the core runs the flow; `nil`: telephony does, and reports the steps.
  package internal(set) var guided: GuidedRun?
}

/// One open call. Its machine: arrived → inIVR → queued → offering → talking ⇄ onHold → ended, where
/// `arrived` also stands between two of them. An ended call leaves the centre.
package struct Call: Sendable, Equatable {
  package enum Phase: Sendable, Equatable {
    /// On the line, and nobody holds it. Can transition to: inIVR, queued, ended.
    case arrived
    /// In a flow. Can transition to: arrived, queued, ended.
    case inIVR(IVRRun)
    /// In a line; while the entry has open offers, the call is offering. Can transition to: talking, arrived, ended.
    case queued(Entry)
    /// With an agent; on hold while the conversation is. Can transition to: arrived, ended.
    case talking(Conversation)
  }

  package let arrival: CallArrived
  package let arrivedAt: Instant
  /// Recorded history: no deadline of the core concerns it.
  package let recorded: Bool
  /// When the watchdog ends it, fixed on arrival; `nil` for a recorded call.
  let watchdogAt: Instant?

  package internal(set) var phase = Phase.arrived
  package internal(set) var service: QueueID?
  package internal(set) var priority: Int32
  /// Of the first stay, kept through re-queues.
  package internal(set) var originalEnqueuedAt: Instant?
  package internal(set) var totals = CallTotals()

  package var id: CallID { arrival.call }

  package var entry: Entry? {
    if case .queued(let entry) = phase { entry } else { nil }
  }
  package var run: IVRRun? {
    if case .inIVR(let run) = phase { run } else { nil }
  }
  package var conversation: Conversation? {
    if case .talking(let conversation) = phase { conversation } else { nil }
  }
}

/// What `call.ended` sums up.
package struct CallTotals: Sendable, Equatable {
  package internal(set) var entries: UInt32 = 0
  package internal(set) var conversations: UInt32 = 0
  package internal(set) var ivr = Milliseconds.zero
  package internal(set) var wait = Milliseconds.zero
  package internal(set) var talk = Milliseconds.zero
  package internal(set) var hold = Milliseconds.zero
  var abandoned = false
  var flowedOut = false
  var failed = false

  mutating func count(_ end: EntryEnd, wait: Milliseconds) {
    self.wait += wait
    switch end {
    case .answered: conversations += 1
    case .abandoned: abandoned = true
    case .flowedOut: flowedOut = true
    case .failed: failed = true
    }
  }

  /// The best thing that happened to the call.
  package var outcome: CallOutcome {
    if conversations > 0 { return .answered }
    if abandoned { return .abandoned }
    if flowedOut { return .flowedOut }
    return failed ? .failed : .leftInIVR
  }
}

extension Call {
  /// The end of the line, as the event sums it up.
  func ended(by side: Side, cause: String) -> CallEnded {
    CallEnded(
      call: id, by: side, cause: cause, arrivedAt: arrivedAt, outcome: outcome(by: side, cause), service: service,
      priority: priority, entries: totals.entries, ivrMs: totals.ivr, waitMs: totals.wait, talkMs: totals.talk,
      holdMs: totals.hold, conversations: totals.conversations, direction: arrival.direction, line: arrival.line,
      customer: arrival.customer)
  }

  /// A call that the centre could not place did not leave of its own will.
  private func outcome(by side: Side, _ cause: String) -> CallOutcome {
    let failed = side == .system && (cause == Centre.queueFullCause || cause == Centre.flowFailedCause)
    return failed && totals.outcome == .leftInIVR ? .failed : totals.outcome
  }

  /// The next stay, were the call put into a line now.
  func nextStay(queue: QueueID, priority: Int32, at: Instant, direct: Bool = false) -> Stay {
    Stay(
      call: id, entry: totals.entries + 1, queue: queue, priority: priority, enqueuedAt: at,
      originalEnqueuedAt: originalEnqueuedAt ?? at, direct: direct)
  }

  /// How long an open stay has lasted; never negative, whatever the clocks do.
  static func wait(of stay: Stay, until: Instant) -> Milliseconds { max(.zero, until.since(stay.enqueuedAt)) }
}
