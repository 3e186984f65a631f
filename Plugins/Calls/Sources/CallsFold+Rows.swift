import EventViews
import Events
import Storage
import Values

// The rows, column by column in the order of `CallsTable`.
extension CallsFold {
  mutating func callEnded(_ ended: borrowing CallEndedView, at: Int64, _ index: Int32) throws {
    let direction = try code(ended.direction)
    let outcome = try code(ended.outcome)
    let by = try code(ended.by)
    rows.call.begin(CallsTable.call, centre)
    rows.call.id(ended.call.bits)
    rows.call.int2(direction)
    try rows.call.textOrNull(ended.service)
    rows.call.int4(ended.priority)
    rows.call.int2(outcome)
    rows.call.int2(by)
    try rows.call.textOrNull(ended.cause)
    rows.call.int8(ended.arrivedAt.ms)
    rows.call.int8(at)
    rows.call.int4(Int32(clamping: ended.entries))
    rows.call.int4(Int32(clamping: ended.conversations))
    rows.call.int8(ended.ivrMs.count)
    rows.call.int8(ended.waitMs.count)
    rows.call.int8(ended.talkMs.count)
    rows.call.int8(ended.holdMs.count)
    try rows.call.textOrNull(ended.line)
    try rows.call.textOrNull(ended.customer)
    rows.call.finish(position, index)
  }

  mutating func conversationStarted(_ started: borrowing ConversationStartedView, at: Int64, _ index: Int32) throws {
    let stay = try started.stay()
    try beginEntry(stay, .answered, waitMs: started.waitMs, at: at, within: started.withinTarget, short: false)
    rows.entry.null()
    rows.entry.null()
    rows.entry.null()
    rows.entry.null()
    try rows.entry.textOrNull(started.agent)
    rows.entry.finish(position, index)
    if started.hasLeft { try leave(started.leftBytes, agent: started.agent, index) }
  }

  mutating func abandoned(_ abandoned: borrowing EntryAbandonedView, at: Int64, _ index: Int32) throws {
    let during = try code(abandoned.during)
    let stay = try abandoned.stay()
    try beginEntry(
      stay, .abandoned, waitMs: abandoned.waitMs, at: at, within: abandoned.withinTarget, short: abandoned.short)
    rows.entry.int2(during)
    rows.entry.null()
    rows.entry.null()
    rows.entry.null()
    rows.entry.null()
    rows.entry.finish(position, index)
  }

  mutating func flowedOut(_ out: borrowing EntryFlowedOutView, at: Int64, _ index: Int32) throws {
    let reason = try code(out.reason)
    let stay = try out.stay()
    try beginEntry(stay, .flowedOut, waitMs: out.waitMs, at: at, within: out.withinTarget, short: false)
    rows.entry.null()
    rows.entry.int2(reason)
    try rows.entry.textOrNull(out.target)
    rows.entry.null()
    rows.entry.null()
    rows.entry.finish(position, index)
  }

  mutating func failed(_ failed: borrowing EntryFailedView, at: Int64, _ index: Int32) throws {
    let stay = try failed.stay()
    try beginEntry(stay, .failed, waitMs: failed.waitMs, at: at, within: false, short: false)
    rows.entry.null()
    rows.entry.null()
    rows.entry.null()
    try rows.entry.textOrNull(failed.cause)
    rows.entry.null()
    rows.entry.finish(position, index)
  }

  mutating func offerEnded(
    _ offer: borrowing OfferView, _ outcome: OfferRow.Outcome, reason: Int16? = nil, ringMs: Milliseconds, at: Int64,
    _ index: Int32
  ) throws {
    rows.offer.begin(CallsTable.offer, centre)
    try rows.offer.append(offer.stay())
    rows.offer.int4(Int32(clamping: offer.ordinal))
    try rows.offer.text(offer.agent)
    rows.offer.int8(offer.madeAt.ms)
    rows.offer.int8(at)
    rows.offer.int8(ringMs.count)
    rows.offer.int2(outcome.rawValue)
    if let reason { rows.offer.int2(reason) } else { rows.offer.null() }
    rows.offer.finish(position, index)
  }

  mutating func conversationEnded(_ ended: borrowing ConversationEndedView, at: Int64, _ index: Int32) throws {
    let by = try code(ended.by)
    let stay = try ended.stay()
    rows.conversation.begin(CallsTable.conversation, centre)
    try rows.conversation.append(stay)
    try rows.conversation.textOrNull(ended.agent)
    rows.conversation.int8(ended.startedAt.ms)
    rows.conversation.int8(at)
    rows.conversation.int8(ended.waitMs.count)
    rows.conversation.int8(ended.talkMs.count)
    rows.conversation.int8(ended.holdMs.count)
    rows.conversation.int2(by)
    rows.conversation.bool(ended.overlapping)
    rows.conversation.finish(position, index)
    if ended.hasLeft { try leave(ended.leftBytes, agent: ended.agent, index) }
  }

  /// The state that the agent leaves with an event.
  mutating func leave(_ bytes: RawSpan, agent: RawSpan, _ index: Int32) throws {
    let left = try AgentIntervalView(bytes)
    let state = try code(left.state)
    guard left.since <= left.until else { throw UnusableEvent("an agent's state that ends before it begins") }
    rows.agentState.begin(CallsTable.agentState, centre)
    try rows.agentState.text(agent)
    rows.agentState.int2(state)
    rows.agentState.int8(left.since.ms)
    rows.agentState.int8(left.until.ms)
    try rows.agentState.textOrNull(left.reason)
    if let call = left.call { rows.agentState.id(call.bits) } else { rows.agentState.null() }
    try rows.agentState.textOrNull(left.queue)
    rows.agentState.bool(left.inferred)
    rows.agentState.finish(position, index)
  }

  private mutating func beginEntry(
    _ stay: borrowing StayView, _ outcome: EntryRow.Outcome, waitMs: Milliseconds, at: Int64, within: Bool, short: Bool
  ) throws {
    rows.entry.begin(CallsTable.entry, centre)
    try rows.entry.append(stay)
    rows.entry.int8(stay.enqueuedAt.ms)
    rows.entry.int8(stay.originalEnqueuedAt.ms)
    rows.entry.int8(at)
    rows.entry.int8(waitMs.count)
    rows.entry.int2(outcome.rawValue)
    rows.entry.bool(within)
    rows.entry.bool(short)
  }
}

extension RowBytes {
  fileprivate mutating func begin(_ table: TableDefinition, _ centre: borrowing RowKey) {
    beginRow(columns: table.columns.count)
    centre.withBytes { encodedFields($0) }
  }

  fileprivate mutating func append(_ stay: borrowing StayView) throws {
    guard stay.queue.byteCount > 0 else { throw UnusableEvent("a stay without a queue") }
    id(stay.call.bits)
    int4(Int32(clamping: stay.entry))
    try text(stay.queue)
    int4(stay.priority)
  }

  /// The place of the event that made the row.
  fileprivate mutating func finish(_ position: Int64, _ index: Int32) {
    int8(position)
    int4(index)
  }
}
