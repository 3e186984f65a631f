import EventViews
import Events
import PluginKit
import Storage
import Values

/// Where the events of a batch are told apart; the rows that they make are in the extensions.
struct CallsFold: ViewFold, ~Copyable {
  static var families: [EventView.Kind] { [.call, .entry, .offer, .conversation, .agent] }

  var rows: CallsRows
  /// The field of the commit's centre in the COPY layout; none when it has no centre.
  var centre = RowKey()
  var hasCentre = false
  var position: Int64 = 0

  init(rows: consuming CallsRows) { self.rows = rows }

  mutating func begin(_ commit: borrowing CommitView, at position: Position) throws {
    self.position = Int64(bitPattern: position.number)
    centre.removeAll()
    hasCentre = commit.centre.byteCount > 0
    guard commit.centre.isPlainText else { throw UnusableEvent("a centre whose name is not plain") }
    centre.text(commit.centre)
  }

  // Long: one flat switch over every event of the vocabulary, so that a new one must be considered here.
  mutating func apply(_ event: borrowing EventLeafView, type: EventType, index: Int32) throws {
    guard hasCentre else { throw UnusableEvent("an event of a centre in a commit without one") }
    let at = event.occurredAt.ms
    switch type {
    case .callHeld:
      let held = try CallHeldView(event.bytes)
      try leave(held.leftBytes, agent: held.agent, index)
    case .callRetrieved:
      let retrieved = try CallRetrievedView(event.bytes)
      try leave(retrieved.leftBytes, agent: retrieved.agent, index)
    case .callEnded: try callEnded(CallEndedView(event.bytes), at: at, index)

    case .entryAbandoned: try abandoned(EntryAbandonedView(event.bytes), at: at, index)
    case .entryFlowedOut: try flowedOut(EntryFlowedOutView(event.bytes), at: at, index)
    case .entryFailed: try failed(EntryFailedView(event.bytes), at: at, index)

    case .offerMade:
      let made = try OfferMadeView(event.bytes)
      try leave(made.leftBytes, agent: made.offer().agent, index)
    case .offerJoined:
      let joined = try OfferJoinedView(event.bytes)
      try offerEnded(joined.offer(), .joined, ringMs: joined.ringMs, at: at, index)
    case .offerRejected:
      let rejected = try OfferRejectedView(event.bytes)
      let offer = try rejected.offer()
      try offerEnded(offer, .rejected, ringMs: rejected.ringMs, at: at, index)
      try leave(rejected.leftBytes, agent: offer.agent, index)
    case .offerExpired:
      let expired = try OfferExpiredView(event.bytes)
      let offer = try expired.offer()
      try offerEnded(offer, .expired, ringMs: expired.ringMs, at: at, index)
      try leave(expired.leftBytes, agent: offer.agent, index)
    case .offerCancelled:
      let cancelled = try OfferCancelledView(event.bytes)
      let offer = try cancelled.offer()
      try offerEnded(offer, .cancelled, ringMs: cancelled.ringMs, at: at, index)
      try leave(cancelled.leftBytes, agent: offer.agent, index)
    case .offerRescinded:
      let rescinded = try OfferRescindedView(event.bytes)
      let offer = try rescinded.offer()
      let reason = try code(rescinded.reason)
      try offerEnded(offer, .rescinded, reason: reason, ringMs: rescinded.ringMs, at: at, index)
      try leave(rescinded.leftBytes, agent: offer.agent, index)
    case .offerFailed:
      let failed = try OfferFailedView(event.bytes)
      let offer = try failed.offer()
      let cause = try code(failed.cause)
      try offerEnded(offer, .failed, reason: cause, ringMs: failed.ringMs, at: at, index)
      try leave(failed.leftBytes, agent: offer.agent, index)

    case .conversationStarted: try conversationStarted(ConversationStartedView(event.bytes), at: at, index)
    case .conversationEnded: try conversationEnded(ConversationEndedView(event.bytes), at: at, index)

    case .agentLoggedOut:
      let out = try AgentLoggedOutView(event.bytes)
      try leave(out.leftBytes, agent: out.agent, index)
    case .agentBecameReady:
      let ready = try AgentBecameReadyView(event.bytes)
      try leave(ready.leftBytes, agent: ready.agent, index)
    case .agentBecameNotReady:
      let notReady = try AgentBecameNotReadyView(event.bytes)
      try leave(notReady.leftBytes, agent: notReady.agent, index)
    case .agentWrapUpEnded:
      let ended = try AgentWrapUpEndedView(event.bytes)
      try leave(ended.leftBytes, agent: ended.agent, index)
    case .agentStationLost:
      let lost = try AgentStationLostView(event.bytes)
      try leave(lost.leftBytes, agent: lost.agent, index)
    case .agentStationRestored:
      let restored = try AgentStationRestoredView(event.bytes)
      try leave(restored.leftBytes, agent: restored.agent, index)

    // They end nothing, or their row comes with a later event.
    case .callArrived, .callAnsweredBySystem, .callDisconnected, .entryEnqueued, .entryPriorityChanged,
      .entryRequirementsRelaxed, .offerAccepted, .agentLoggedIn, .agentPendingStatusSet, .agentWrapUpStarted,
      .agentWrapUpExtended, .agentSkillsChanged, .agentStruck:
      break
    // Of families that are not asked for.
    case .ivrEntered, .ivrPromptStarted, .ivrPromptFinished, .ivrInputReceived, .ivrNoInput, .ivrNoMatch,
      .ivrBranchTaken, .ivrExited,
      .routeDecided, .centreConfigured, .historyContradicted, .historyImportAdvanced, .sliceOwnershipTaken,
      .extensionRecorded:
      break
    }
  }

  /// The number of a closed enum's value.
  func code<Closed: RawRepresentable<Int32>>(_ value: Closed?) throws -> Int16 {
    guard let value else { throw UnusableEvent("a value of \(Closed.self) that this version does not know") }
    return Int16(truncatingIfNeeded: value.rawValue)
  }
}

/// An event that the vocabulary allows and the projection can't keep: the slice stops there.
struct UnusableEvent: Error, CustomStringConvertible {
  let description: String
  init(_ reason: String) { description = reason }
}
