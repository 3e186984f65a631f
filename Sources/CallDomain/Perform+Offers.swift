import Events
import Values

/// How an offer ends without an answer.
enum Unanswered {
  case rejected, expired, callerGone, lostRace, withdrawn
  case failed(OfferFailure)
}

extension Centre {
  mutating func makeOffer(_ wish: MakeOffer, _ draft: inout CommitDraft) throws(Rejection) {
    guard let entry = try liveCall(wish.call).entry else { throw .entryNotWaiting(wish.call) }
    guard entry.acceptedOffer == nil else { throw .offerAlreadyAccepted(wish.call) }
    guard entry.offers.isEmpty else { throw .alreadyOffered(wish.call) }
    guard !wish.agents.isEmpty else { throw .noAgentNamed(wish.call) }
    guard wish.agents.count <= CoreLimits.agentsPerOffer else { throw .tooManyAgents(limit: CoreLimits.agentsPerOffer) }
    var seen = Set<AgentID>()
    for agent in wish.agents {
      guard seen.insert(agent).inserted else { throw .agentNamedTwice(agent) }
      guard let known = agents[agent] else { throw .agentNotRoutable(agent, .unknown) }
      if let why = known.notRoutable { throw .agentNotRoutable(agent, why) }
      if let why = known.notEligible(for: entry) { throw .agentNotEligible(agent, why) }
    }
    let ring = queues[entry.stay.queue]?.configuration.ringMsMax ?? .zero
    let decision = try decided(wish, entry, &draft)
    for agent in wish.agents { ringPhone(of: agent, for: entry.stay, ring, decision: decision, &draft) }
  }

  /// Makes the next offer of an open entry. The agent is routable.
  mutating func ringPhone(
    of id: AgentID, for stay: Stay, _ ring: Milliseconds, decision: EventID?, _ draft: inout CommitDraft
  ) {
    guard let made = calls[stay.call]?.entry?.offersMade, let left = agents[id]?.left(at: draft.occurredAt) else {
      return
    }
    let offer = Offer(stay: stay, ordinal: made + 1, agent: id, madeAt: draft.occurredAt)
    write(
      .made(
        OfferMade(
          offer: offer, deadline: draft.occurredAt + ring, decision: decision?.description ?? "", left: left)), &draft)
  }

  mutating func acceptOffer(_ id: CallID, _ agent: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    let (entry, offer) = try answeredOffer(id, agent)
    accept(offer, of: entry, &draft)
  }

  /// First accept wins: the others are rescinded in the same commit (I1, I3).
  private mutating func accept(_ offer: OpenOffer, of entry: Entry, _ draft: inout CommitDraft) {
    write(.accepted(OfferAccepted(offer: offer.offer(of: entry.stay))), &draft)
    for other in entry.offers where other.ordinal != offer.ordinal { endOffer(other, of: entry, .lostRace, &draft) }
  }

  mutating func rejectOffer(_ id: CallID, _ agent: AgentID, _ draft: inout CommitDraft) throws(Rejection) {
    let (entry, offer) = try answeredOffer(id, agent)
    endOffer(offer, of: entry, .rejected, &draft)
  }

  /// The offer that an agent answers in time.
  private func answeredOffer(_ id: CallID, _ agent: AgentID) throws(Rejection) -> (Entry, OpenOffer) {
    if let entry = calls[id]?.entry, let offer = entry.offer(to: agent) {
      guard !offer.isAccepted else { throw .offerAlreadyAccepted(id) }
      return (entry, offer)
    }
    if let last = agents[agent]?.lastOffer, last.call == id { throw .lateAnswer(id, agent, last.end) }
    guard let entry = try liveCall(id).entry, !entry.offers.isEmpty else { throw .offerNotOpen(id) }
    throw .notTheOfferedAgent(id, agent)
  }

  /// They hear each other: whatever the core knew of it, the offer is accepted.
  mutating func joined(_ id: OfferID, _ draft: inout CommitDraft) {
    guard reportedCall(id.entry.call, &draft) != nil else { return }
    guard let entry = calls[id.entry.call]?.entry, entry.id == id.entry, let offer = entry.offer(id.ordinal) else {
      draft.odd = .offerSettled(id)
      return
    }
    if !offer.isAccepted { accept(offer, of: entry, &draft) }
    startConversation(offer, of: entry, wait: Call.wait(of: entry.stay, until: draft.occurredAt), &draft)
  }

  /// The accepted offer is joined and its conversation starts.
  mutating func startConversation(
    _ offer: OpenOffer, of entry: Entry, wait: Milliseconds, _ draft: inout CommitDraft
  ) {
    let ring = max(.zero, draft.occurredAt.since(offer.madeAt))
    write(.joined(OfferJoined(offer: offer.offer(of: entry.stay), ringMs: ring)), &draft)
    write(
      .started(
        ConversationStarted(
          stay: entry.stay, agent: offer.agent, offer: offer.ordinal, waitMs: wait, ringMs: ring,
          left: agents[offer.agent]?.left(at: draft.occurredAt),
          withinTarget: isWithinTarget(wait, of: entry.stay))), &draft)
  }

  mutating func offerFailed(_ report: ReportOfferFailed, _ draft: inout CommitDraft) {
    let id = OfferID(entry: EntryID(call: report.call, ordinal: report.entry), ordinal: report.offer)
    guard reportedCall(report.call, &draft) != nil else { return }
    guard let entry = calls[report.call]?.entry, entry.id == id.entry, let offer = entry.offer(id.ordinal) else {
      draft.odd = .offerSettled(id)
      return
    }
    let cause: OfferFailure =
      offer.isAccepted ? .joinFailed : report.unreachable ? .deviceUnreachable : .deviceBusy
    endOffer(offer, of: entry, .failed(cause), &draft)
  }

  /// Ends an open offer, strikes the agent where he is to blame, and lets a pending status apply.
  mutating func endOffer(_ offer: OpenOffer, of entry: Entry, _ end: Unanswered, _ draft: inout CommitDraft) {
    guard let left = agents[offer.agent]?.left(at: draft.occurredAt) else { return }
    let ring = max(.zero, draft.occurredAt.since(offer.madeAt))
    let fact = offer.offer(of: entry.stay)
    switch end {
    case .rejected: write(.rejected(OfferRejected(offer: fact, ringMs: ring, left: left)), &draft)
    case .expired: write(.expired(OfferExpired(offer: fact, ringMs: ring, left: left)), &draft)
    case .callerGone: write(.cancelled(OfferCancelled(offer: fact, ringMs: ring, left: left)), &draft)
    case .lostRace: write(.rescinded(OfferRescinded(offer: fact, ringMs: ring, reason: .lostRace, left: left)), &draft)
    case .withdrawn:
      write(.rescinded(OfferRescinded(offer: fact, ringMs: ring, reason: .withdrawn, left: left)), &draft)
    case .failed(let cause): write(.failed(OfferFailed(offer: fact, ringMs: ring, cause: cause, left: left)), &draft)
    }
    switch end {
    case .rejected, .expired: strike(offer.agent, entry.stay, &draft)
    case .callerGone, .lostRace, .withdrawn, .failed: break
    }
    slotFreed(offer.agent, &draft)
  }

  /// DOMAIN 4.5: no answer 1, refused 1, all else 0; too many make the agent not ready, for all to see.
  private mutating func strike(_ id: AgentID, _ stay: Stay, _ draft: inout CommitDraft) {
    guard let strikes = agents[id]?.strikes else { return }
    write(.struck(AgentStruck(agent: id, strikes: strikes + 1, call: stay.call)), &draft)
    let queue = queues[stay.queue]?.configuration
    let limit = queue?.strikesMax ?? 0
    guard limit > 0, strikes + 1 >= limit, let left = agents[id]?.left(at: draft.occurredAt) else { return }
    write(
      .becameNotReady(
        AgentBecameNotReady(
          agent: id, reason: Agent.missedOffersReason, cause: .missedOffers, left: left,
          until: queue.flatMap { $0.strikesPauseMs > .zero ? draft.occurredAt + $0.strikesPauseMs : nil })), &draft)
  }
}
