import EventViews
import Events
import Metrics
import Storage
import Values

// What events tell about entries: by arrival in `queue_arrival` and `queue_wait`, by event in `queue_event`; and about
// calls.
extension KPIFold {
  mutating func enqueued(_ stay: borrowing StayView, at: Int64) throws {
    let row = try eventRow(queue: stay.queue, at: at)
    rows.queueEvent.merge(1, QueueEvent.enqueued, row)
  }

  mutating func conversationStarted(_ started: borrowing ConversationStartedView, at: Int64) throws {
    let stay = try started.stay()
    let byEvent = try eventRow(queue: stay.queue, at: at)
    rows.queueEvent.merge(1, QueueEvent.answered, byEvent)
    let row = try settle(stay, .answered, waitMs: started.waitMs.count)
    rows.queueArrival.merge(1, QueueArrival.answered, row)
    if started.withinTarget { rows.queueArrival.merge(1, QueueArrival.answeredWithin, row) }
    rows.queueArrival.merge(started.waitMs.count, QueueArrival.waitAnsweredMs, row)
    if started.agent.byteCount > 0 {
      let answering = try agentArrivalRow(started.agent, stay)
      rows.agentArrival.merge(1, AgentArrival.answered, answering)
    }
    if started.hasLeft { try leave(started.leftBytes, agent: started.agent) }
  }

  mutating func abandoned(_ abandoned: borrowing EntryAbandonedView, at: Int64) throws {
    let stay = try abandoned.stay()
    let byEvent = try eventRow(queue: stay.queue, at: at)
    rows.queueEvent.merge(1, QueueEvent.abandoned, byEvent)
    let row = try settle(stay, .abandoned, waitMs: abandoned.waitMs.count)
    rows.queueArrival.merge(1, QueueArrival.abandoned, row)
    if abandoned.withinTarget { rows.queueArrival.merge(1, QueueArrival.abandonedWithin, row) }
    if abandoned.short { rows.queueArrival.merge(1, QueueArrival.abandonedShort, row) }
    rows.queueArrival.merge(abandoned.waitMs.count, QueueArrival.waitAbandonedMs, row)
  }

  mutating func flowedOut(_ out: borrowing EntryFlowedOutView, at: Int64) throws {
    guard let reason = out.reason else { throw UnusableEvent("a flow-out without a reason that this version knows") }
    let stay = try out.stay()
    let byEvent = try eventRow(queue: stay.queue, at: at)
    rows.queueEvent.merge(1, QueueEvent.flowedOut, byEvent)
    let row = try settle(stay, .flowedOut, waitMs: out.waitMs.count)
    rows.queueArrival.merge(1, QueueArrival.flowedOut, row)
    if reason == .callback, out.withinTarget { rows.queueArrival.merge(1, QueueArrival.callbackWithin, row) }
    rows.queueArrival.merge(out.waitMs.count, QueueArrival.waitOtherMs, row)
  }

  mutating func failed(_ failed: borrowing EntryFailedView, at: Int64) throws {
    let stay = try failed.stay()
    let byEvent = try eventRow(queue: stay.queue, at: at)
    rows.queueEvent.merge(1, QueueEvent.failed, byEvent)
    let row = try settle(stay, .failed, waitMs: failed.waitMs.count)
    rows.queueArrival.merge(1, QueueArrival.failed, row)
    rows.queueArrival.merge(failed.waitMs.count, QueueArrival.waitOtherMs, row)
  }

  mutating func conversationEnded(_ ended: borrowing ConversationEndedView, at: Int64) throws {
    let stay = try ended.stay()
    let talk = ended.talkMs.count
    let hold = ended.holdMs.count
    let row = try arrivalRow(stay)
    rows.queueArrival.merge(1, QueueArrival.conversationsEnded, row)
    rows.queueArrival.merge(talk, QueueArrival.talkMs, row)
    rows.queueArrival.merge(hold, QueueArrival.holdMs, row)
    if ended.agent.byteCount > 0 {
      let answering = try agentArrivalRow(ended.agent, stay)
      rows.agentArrival.merge(talk, AgentArrival.talkMs, answering)
      rows.agentArrival.merge(hold, AgentArrival.holdMs, answering)
      let agent = try agentRow(ended.agent, at: at)
      rows.agentInterval.merge(1, AgentInterval.conversations, agent)
      if ended.overlapping { rows.agentInterval.merge(1, AgentInterval.overlapping, agent) }
      rows.agentInterval.merge(talk, AgentInterval.talkMs, agent)
      rows.agentInterval.merge(hold, AgentInterval.holdMs, agent)
    }
    if ended.hasLeft { try leave(ended.leftBytes, agent: ended.agent) }
    // The states that agents leave tell when a queue's callers were talked to. Where no agent's state does, talk is
    // taken to have come first and hold after it.
    if ended.overlapping || ended.agent.byteCount == 0 {
      let started = ended.startedAt.ms
      try addWork(talk, .talkMs, queue: stay.queue, since: started)
      try addWork(hold, .holdMs, queue: stay.queue, since: started &+ talk)
    }
  }

  mutating func callEnded(_ ended: borrowing CallEndedView) throws {
    guard let direction = ended.direction, let outcome = ended.outcome else {
      throw UnusableEvent("a call without direction or outcome that this version knows")
    }
    guard direction == .inbound else { return }
    key.cut(to: centre)
    key.int8(try Self.interval(of: ended.arrivedAt.ms))
    if ended.service.byteCount == 0 { key.text(ended.service) } else { try key.name(ended.service) }
    key.int4(ended.priority)
    let row = rows.callArrival.row(key)
    let column: CallArrival =
      switch outcome {
      case .answered: .answered
      case .abandoned: .abandoned
      case .leftInIVR: .leftInIVR
      case .flowedOut: .flowedOut
      case .failed: .failed
      }
    rows.callArrival.merge(1, column, row)
    rows.callArrival.merge(Int64(ended.entries), CallArrival.entries, row)
    rows.callArrival.merge(Int64(ended.conversations), CallArrival.conversations, row)
    rows.callArrival.merge(ended.ivrMs.count, CallArrival.ivrMs, row)
    rows.callArrival.merge(ended.waitMs.count, CallArrival.waitMs, row)
    rows.callArrival.merge(ended.talkMs.count, CallArrival.talkMs, row)
    rows.callArrival.merge(ended.holdMs.count, CallArrival.holdMs, row)
  }

  /// Counts the wait in the histogram and the longest one.
  /// - Returns: the row of `queue_arrival`.
  private mutating func settle(_ stay: borrowing StayView, _ outcome: EntryOutcome, waitMs: Int64) throws -> Int {
    let row = try arrivalRow(stay)
    rows.queueArrival.merge(waitMs, QueueArrival.waitMsMax, row)
    if !stay.direct { rows.queueArrival.merge(1, QueueArrival.queued, row) }
    key.int2(outcome.rawValue)
    key.int4(WaitBucket(holding: waitMs).number)
    let histogram = rows.queueWait.row(key)
    rows.queueWait.merge(1, QueueWait.count, histogram)
    return row
  }

  /// Leaves the key of the row behind.
  mutating func arrivalRow(_ stay: borrowing StayView) throws -> Int {
    key.cut(to: centre)
    key.int8(try Self.interval(of: stay.enqueuedAt.ms))
    try key.name(stay.queue)
    key.int4(stay.priority)
    let row = rows.queueArrival.row(key)
    // A row that only ever sees the end of a conversation has a longest wait all the same.
    rows.queueArrival.merge(0, QueueArrival.waitMsMax, row)
    return row
  }

  mutating func eventRow(queue: RawSpan, at: Int64) throws -> Int {
    key.cut(to: centre)
    key.int8(try Self.interval(of: at))
    try key.name(queue)
    return rows.queueEvent.row(key)
  }

  /// Adds handling that began at `since`, split at the boundaries of the intervals.
  mutating func addWork(_ ms: Int64, _ column: QueueEvent, queue: RawSpan, since: Int64) throws {
    guard ms > 0 else { return }
    let until = try Self.end(of: ms, since: since)
    try IntervalGrid.split(from: since, to: until) { interval, part in
      key.cut(to: centre)
      key.int8(interval)
      try key.name(queue)
      let row = rows.queueEvent.row(key)
      rows.queueEvent.merge(part, column, row)
    }
  }
}
