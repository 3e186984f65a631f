import CallDomain
import Events
import TrunklineTesting
import Values

// Short words for the stories. Times are milliseconds after noon.

func at(_ ms: Int64, _ body: Event.Body) -> Event { Event(occurredAt: time(ms), body: body) }
func time(_ ms: Int64) -> Instant { .noon + Milliseconds(ms) }
func span(_ ms: Int64) -> Milliseconds { Milliseconds(ms) }

extension Stay {
  static func of(_ call: CallID, _ queue: QueueID, at ms: Int64, entry: UInt32 = 1, priority: Int32 = 0) -> Stay {
    Stay(
      call: call, entry: entry, queue: queue, priority: priority, enqueuedAt: time(ms), originalEnqueuedAt: time(ms))
  }
  /// Call one in `sales`, as `CallStory.queued` puts it there.
  static let sales = Stay.of(.one, .sales, at: 2_000)
  static let support = Stay.of(.one, .support, at: 2_000)
}

extension Offer {
  static func to(_ agent: AgentID, _ stay: Stay = .sales, _ ordinal: UInt32 = 1, at ms: Int64 = 5_000) -> Offer {
    Offer(stay: stay, ordinal: ordinal, agent: agent, madeAt: time(ms))
  }
}

extension AgentInterval {
  static func idle(_ since: Int64, _ until: Int64) -> AgentInterval {
    AgentInterval(state: .idle, since: time(since), until: time(until))
  }
  static func notReady(_ reason: String, _ since: Int64, _ until: Int64) -> AgentInterval {
    AgentInterval(state: .notReady, since: time(since), until: time(until), reason: reason)
  }
  static func disconnected(_ since: Int64, _ until: Int64) -> AgentInterval {
    AgentInterval(state: .disconnected, since: time(since), until: time(until))
  }
  static func busy(
    _ state: AgentState, _ since: Int64, _ until: Int64, _ queue: QueueID = .sales, _ call: CallID = .one
  ) -> AgentInterval {
    AgentInterval(state: state, since: time(since), until: time(until), call: call, queue: queue)
  }
}

extension Command.Body {
  static func arrival(_ call: CallID = .one) -> Command.Body { .reportArrival(ReportArrival(call: .inbound(call))) }
  static func enqueueing(_ call: CallID = .one, _ queue: QueueID = .sales) -> Command.Body {
    .enqueue(Enqueue(call: call, queue: queue))
  }
  static func offering(_ agents: AgentID..., call: CallID = .one) -> Command.Body {
    .makeOffer(MakeOffer(call: call, agents: agents))
  }
  static func accepting(_ agent: AgentID, _ call: CallID = .one) -> Command.Body {
    .acceptOffer(AcceptOffer(call: call, agent: agent))
  }
  static func rejecting(_ agent: AgentID, _ call: CallID = .one) -> Command.Body {
    .rejectOffer(RejectOffer(call: call, agent: agent))
  }
  static func joining(_ offer: UInt32 = 1, _ call: CallID = .one, entry: UInt32 = 1) -> Command.Body {
    .reportJoined(ReportJoined(call: call, entry: entry, offer: offer))
  }
  static func failing(_ offer: UInt32 = 1, unreachable: Bool = false) -> Command.Body {
    .reportOfferFailed(ReportOfferFailed(call: .one, entry: 1, offer: offer, unreachable: unreachable))
  }
  static func callerGone(_ call: CallID = .one) -> Command.Body {
    .reportCallerHungUp(ReportCallerHungUp(call: call, cause: "16"))
  }
  static func agentGone(_ agent: AgentID, _ call: CallID = .one) -> Command.Body {
    .reportAgentHungUp(ReportAgentHungUp(call: call, agent: agent))
  }
  static func loggingIn(_ agent: AgentID) -> Command.Body { .logIn(LogIn(agent: agent, station: "7", site: "haifa")) }
  static func loggingOut(_ agent: AgentID) -> Command.Body { .logOut(LogOut(agent: agent)) }
  static func ready(_ agent: AgentID) -> Command.Body { .setReady(SetReady(agent: agent)) }
  static func notReady(_ agent: AgentID, _ reason: String = "lunch") -> Command.Body {
    .setNotReady(SetNotReady(agent: agent, reason: reason))
  }
  static func stationLost(_ agent: AgentID) -> Command.Body { .reportStationLost(ReportStationLost(agent: agent)) }
  static func stationRestored(_ agent: AgentID) -> Command.Body {
    .reportStationRestored(ReportStationRestored(agent: agent, station: "8"))
  }
  static func flowing(_ reason: FlowOutReason = .callback) -> Command.Body {
    .flowOut(FlowOut(call: .one, reason: reason, target: "callback"))
  }
  static let wake = Command.Body.deadlineReached(DeadlineReached())
  static let hold = Command.Body.holdCall(HoldCall(call: .one, agent: .anna))
  static let retrieve = Command.Body.retrieveCall(RetrieveCall(call: .one, agent: .anna))
  static let endingCall = Command.Body.endCall(EndCall(call: .one, cause: "closed"))
}

extension CallStory {
  /// Anna, Boris and Clara are logged in and ready since noon.
  static var staffed: CallStory {
    CallStory().by(.agent(.anna)).given(.loggingIn(.anna), .ready(.anna))
      .by(.agent(.boris)).given(.loggingIn(.boris), .ready(.boris))
      .by(.agent(.clara)).given(.loggingIn(.clara), .ready(.clara)).by(.telephony)
  }
  /// Arrived at 1 s, in the queue since 2 s.
  static func queued(_ queue: QueueID = .sales, _ call: CallID = .one) -> CallStory {
    CallStory.staffed.at(1_000).given(.arrival(call)).at(2_000).given(.enqueueing(call, queue))
  }
  /// Offered at 5 s.
  static func offered(_ agents: AgentID..., queue: QueueID = .sales) -> CallStory {
    CallStory.queued(queue).at(5_000).given(.makeOffer(MakeOffer(call: .one, agents: agents)))
  }
  /// Accepted by Anna at 8 s.
  static func accepted(queue: QueueID = .sales) -> CallStory {
    CallStory.offered(.anna, queue: queue).at(8_000).given(.accepting(.anna))
  }
  /// In conversation with Anna since 9 s.
  static func talking(queue: QueueID = .sales) -> CallStory { accepted(queue: queue).at(9_000).given(.joining()) }
  /// Anna in wrap-up since 30 s, its deadline 60 s.
  static var wrappingUp: CallStory { talking().at(30_000).given(.callerGone()) }
}

/// `call.ended` of call one.
func ended(
  _ ms: Int64, by side: Side, _ outcome: CallOutcome, cause: String = "", service: QueueID? = .sales,
  entries: UInt32 = 1,
  ivr: Int64 = 0, wait: Int64 = 0, talk: Int64 = 0, hold: Int64 = 0, conversations: UInt32 = 0
) -> Event {
  at(
    ms,
    .call(
      .ended(
        CallEnded(
          call: .one, by: side, cause: cause, arrivedAt: time(1_000), outcome: outcome, service: service,
          entries: entries,
          ivrMs: span(ivr), waitMs: span(wait), talkMs: span(talk), holdMs: span(hold), conversations: conversations,
          direction: .inbound))))
}

/// `conversation.ended` of call one with Anna, joined at 9 s.
func talkEnded(
  _ ms: Int64, by side: Side, stay: Stay = .sales, hold: Int64 = 0, left: AgentInterval?
) -> Event {
  at(
    ms,
    .conversation(
      .ended(
        ConversationEnded(
          stay: stay, agent: .anna, startedAt: time(9_000), talkMs: span(ms - 9_000 - hold), holdMs: span(hold),
          waitMs: span(7_000), by: side, left: left))))
}

func abandoned(_ ms: Int64, _ during: EntryPhase, stay: Stay = .sales) -> Event {
  at(
    ms,
    .entry(
      .abandoned(
        EntryAbandoned(
          stay: stay, waitMs: span(ms - 2_000), during: during, withinTarget: ms <= 22_000, short: ms <= 7_000))))
}

func cancelled(_ ms: Int64, _ offer: Offer, left: AgentInterval) -> Event {
  at(ms, .offer(.cancelled(OfferCancelled(offer: offer, ringMs: span(ms - 5_000), left: left))))
}

func rescinded(_ ms: Int64, _ offer: Offer, _ reason: RescindReason, left: AgentInterval) -> Event {
  at(ms, .offer(.rescinded(OfferRescinded(offer: offer, ringMs: span(ms - 5_000), reason: reason, left: left))))
}

func failed(_ ms: Int64, _ offer: Offer, _ cause: OfferFailure, left: AgentInterval) -> Event {
  at(ms, .offer(.failed(OfferFailed(offer: offer, ringMs: span(ms - 5_000), cause: cause, left: left))))
}

func flowedOut(_ ms: Int64, _ reason: FlowOutReason, target: String = "", stay: Stay = .sales) -> Event {
  at(
    ms,
    .entry(
      .flowedOut(
        EntryFlowedOut(
          stay: stay, waitMs: span(ms - 2_000), reason: reason, target: target, withinTarget: ms <= 22_000))))
}

func struck(_ ms: Int64, _ agent: AgentID, _ strikes: UInt32) -> Event {
  at(ms, .agent(.struck(AgentStruck(agent: agent, strikes: strikes, call: .one))))
}

func wrapUpStarted(_ ms: Int64) -> Event {
  at(
    ms,
    .agent(.wrapUpStarted(AgentWrapUpStarted(agent: .anna, call: .one, queue: .sales, deadline: time(ms + 30_000)))))
}
