import EventViews
import Events
import Metrics
import PluginKit
import Storage
import Values

/// Where the events of a batch are told apart; what they change is in the extensions, by what it counts.
struct KPIFold: ViewFold, ~Copyable {
  static var families: [EventView.Kind] { [.call, .entry, .offer, .conversation, .agent, .centre] }

  var rows: KPIRows
  /// Begins with the centre of the commit.
  var key = RowKey()
  var centre = RowKey().mark
  var hasCentre = false

  init(rows: consuming KPIRows) { self.rows = rows }

  mutating func begin(_ commit: borrowing CommitView, at position: Position) throws {
    key.removeAll()
    hasCentre = commit.centre.byteCount > 0
    if hasCentre { try key.name(commit.centre) }
    centre = key.mark
  }

  // Long: one flat switch over every event of the vocabulary, so that a new one must be considered here.
  mutating func apply(_ event: borrowing EventLeafView, type: EventType, index: Int32) throws {
    guard hasCentre else { throw UnusableEvent("an event of a centre in a commit without one") }
    let at = event.occurredAt.ms
    switch type {
    case .callHeld:
      let held = try CallHeldView(event.bytes)
      try leave(held.leftBytes, agent: held.agent)
    case .callRetrieved:
      let retrieved = try CallRetrievedView(event.bytes)
      try leave(retrieved.leftBytes, agent: retrieved.agent)
    case .callEnded: try callEnded(CallEndedView(event.bytes))

    case .entryEnqueued: try enqueued(StayView(EntryEnqueuedView(event.bytes).stayBytes), at: at)
    case .entryAbandoned: try abandoned(EntryAbandonedView(event.bytes), at: at)
    case .entryFlowedOut: try flowedOut(EntryFlowedOutView(event.bytes), at: at)
    case .entryFailed: try failed(EntryFailedView(event.bytes), at: at)

    case .offerMade:
      let made = try OfferMadeView(event.bytes)
      try offer(made.offerBytes, .offersMade, left: made.leftBytes, at: at)
    case .offerAccepted: try offer(OfferAcceptedView(event.bytes).offerBytes, .offersAccepted, at: at)
    case .offerJoined: try offer(OfferJoinedView(event.bytes).offerBytes, .offersJoined, at: at)
    case .offerRejected:
      let rejected = try OfferRejectedView(event.bytes)
      try offer(rejected.offerBytes, .offersRejected, left: rejected.leftBytes, at: at)
    case .offerExpired:
      let expired = try OfferExpiredView(event.bytes)
      try offer(expired.offerBytes, .offersExpired, left: expired.leftBytes, at: at)
    case .offerCancelled:
      let cancelled = try OfferCancelledView(event.bytes)
      try offer(cancelled.offerBytes, .offersCancelled, left: cancelled.leftBytes, at: at)
    case .offerRescinded:
      let rescinded = try OfferRescindedView(event.bytes)
      try offer(rescinded.offerBytes, .offersRescinded, left: rescinded.leftBytes, at: at)
    case .offerFailed:
      let failed = try OfferFailedView(event.bytes)
      try offer(failed.offerBytes, .offersFailed, left: failed.leftBytes, at: at)

    case .conversationStarted: try conversationStarted(ConversationStartedView(event.bytes), at: at)
    case .conversationEnded: try conversationEnded(ConversationEndedView(event.bytes), at: at)

    case .agentLoggedIn: try loggedIn(AgentLoggedInView(event.bytes), at: at)
    case .agentLoggedOut:
      let out = try AgentLoggedOutView(event.bytes)
      try leave(out.leftBytes, agent: out.agent)
    case .agentBecameReady:
      let ready = try AgentBecameReadyView(event.bytes)
      try leave(ready.leftBytes, agent: ready.agent)
    case .agentBecameNotReady:
      let notReady = try AgentBecameNotReadyView(event.bytes)
      try leave(notReady.leftBytes, agent: notReady.agent)
    case .agentWrapUpEnded: try wrapUpEnded(AgentWrapUpEndedView(event.bytes), at: at)
    case .agentStationLost:
      let lost = try AgentStationLostView(event.bytes)
      try leave(lost.leftBytes, agent: lost.agent)
    case .agentStationRestored:
      let restored = try AgentStationRestoredView(event.bytes)
      try leave(restored.leftBytes, agent: restored.agent)
    case .agentStruck: try struck(AgentStruckView(event.bytes).agent, at: at)

    case .centreConfigured: try configured(CentreConfigured(wire: event.bytes))

    // Nothing to count: they end nothing, or what they tell comes again with the end.
    case .callArrived, .callAnsweredBySystem, .callDisconnected, .entryPriorityChanged, .entryRequirementsRelaxed,
      .agentPendingStatusSet, .agentWrapUpStarted, .agentWrapUpExtended, .agentSkillsChanged:
      break
    // Of families that are not asked for.
    case .ivrEntered, .ivrPromptStarted, .ivrPromptFinished, .ivrInputReceived, .ivrNoInput, .ivrNoMatch,
      .ivrBranchTaken, .ivrExited,
      .routeDecided, .historyContradicted, .historyImportAdvanced, .sliceOwnershipTaken, .extensionRecorded:
      break
    }
  }

  /// The thresholds that reports name.
  private mutating func configured(_ event: CentreConfigured) throws {
    for queue in event.configuration.queues {
      key.cut(to: centre)
      let name = Array(queue.id.text.utf8)
      try key.name(name.span.bytes)
      let row = rows.queueTarget.row(key)
      rows.queueTarget.merge(queue.serviceLevelTargetMs.count, QueueTarget.targetMs, row)
      rows.queueTarget.merge(queue.shortAbandonMs.count, QueueTarget.shortMs, row)
    }
  }
}

/// An event that the vocabulary allows and the projection can't count: the slice stops there.
struct UnusableEvent: Error, CustomStringConvertible {
  let description: String
  init(_ reason: String) { description = reason }
}

extension RowKey {
  /// Adds the name of a centre, queue or agent: 1 to 63 bytes of ASCII.
  @inline(__always) mutating func name(_ name: RawSpan) throws {
    guard name.byteCount > 0, name.byteCount <= TextIdentifierRule.bytesMax, name.isPlainText else {
      throw UnusableEvent("a name that is missing, too long or not plain")
    }
    text(name)
  }
}
