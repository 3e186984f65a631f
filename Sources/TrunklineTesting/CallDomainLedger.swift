package import Events
package import Values

/// A second opinion on a centre's events: it knows the invariants of DOMAIN 2 and nothing of how the core is written.
package struct InvariantLedger {
  struct OpenOffer {
    let agent: AgentID
    let madeAt: Instant
    var accepted = false
  }
  struct Talk {
    let since: Instant
    let agent: AgentID?
    let overlapping: Bool
    let recorded: Bool
    var heldSince: Instant?
    var hold: Int64 = 0
  }
  struct Totals: Equatable {
    var wait: Int64 = 0, talk: Int64 = 0, hold: Int64 = 0, ivr: Int64 = 0
    var entries: UInt32 = 0, conversations: UInt32 = 0
  }

  var open: [CallID: Totals] = [:]
  /// When a call ended, in log time. After ten minutes the core may take its id for a new call.
  var ended: [CallID: Instant] = [:]
  var entries: [EntryID: Stay] = [:]
  var offers: [OfferID: OpenOffer] = [:]
  var talks: [CallID: Talk] = [:]
  var agents: [AgentID: AgentLedger] = [:]
  var waiting: [QueueID: Int] = [:]
  var runs: [CallID: FlowLedger] = [:]
  private var problems: [String] = []
  private(set) var recorded = false
  private var now = Instant.epoch

  package init() {}

  /// What a commit breaks.
  package mutating func note(_ events: [Event], at: Instant, recorded: Bool) -> [String] {
    problems = []
    self.recorded = recorded
    now = at
    for event in events { note(event) }
    for entry in entries.keys where acceptedOffers(of: entry) > 0 && openOffers(of: entry) > 1 {
      problems.append("I3: an accepted offer beside others")
    }
    return problems
  }

  mutating func require(_ holds: Bool, _ problem: @autoclosure () -> String) {
    if !holds { problems.append(problem()) }
  }

  /// A span between two moments; the source's own in recorded history.
  mutating func requireSpan(_ span: Milliseconds, _ from: Instant, _ to: Instant, _ name: String) {
    require(recorded || span.count == max(0, to.ms - from.ms), "\(name): \(span.count), not \(to.ms - from.ms)")
  }

  private func openOffers(of entry: EntryID) -> Int { offers.keys.reduce(0) { $1.entry == entry ? $0 + 1 : $0 } }
  private func acceptedOffers(of entry: EntryID) -> Int {
    offers.reduce(0) { $1.key.entry == entry && $1.value.accepted ? $0 + 1 : $0 }
  }

  private mutating func note(_ event: Event) {
    let at = event.occurredAt
    switch event.body {
    case .call(let event): note(event, at)
    case .ivr(let event): note(event, at)
    case .entry(let event): note(event, at)
    case .offer(let event): note(event, at)
    case .conversation(let event): note(event, at)
    case .agent(let event): note(event, at)
    case .route, .centre, .history, .slice, .`extension`, .unknown: break
    }
  }

  private mutating func note(_ event: CallEvent, _ at: Instant) {
    switch event {
    case .arrived(let event):
      require(open[event.call] == nil, "call \(event.call) begins twice")
      require(ended[event.call].map { now.since($0) > .minutes(10) } ?? true, "I4: call \(event.call) begins again")
      ended[event.call] = nil
      open[event.call] = Totals()
    case .held(let event):
      talks[event.call]?.heldSince = at
      left(event.agent, event.left, at)
      agents[event.agent]?.state = .holding
    case .retrieved(let event):
      if let since = talks[event.call]?.heldSince {
        requireSpan(event.holdMs, since, at, "hold")
        talks[event.call]?.hold += event.holdMs.count
      } else {
        require(false, "retrieved without a hold")
      }
      talks[event.call]?.heldSince = nil
      left(event.agent, event.left, at)
      agents[event.agent]?.state = .talking
    case .ended(let event):
      let totals = open.removeValue(forKey: event.call)
      require(totals != nil && ended.updateValue(now, forKey: event.call) == nil, "I4: call \(event.call) ends twice")
      require(
        !entries.keys.contains { $0.call == event.call } && talks[event.call] == nil && runs[event.call] == nil,
        "I4: call \(event.call) ends open"
      )
      require(
        totals
          == Totals(
            wait: event.waitMs.count, talk: event.talkMs.count, hold: event.holdMs.count, ivr: event.ivrMs.count,
            entries: event.entries, conversations: event.conversations), "totals of call \(event.call)")
    case .answeredBySystem, .disconnected, .unknown: break
    }
  }

  private mutating func note(_ event: EntryEvent, _ at: Instant) {
    switch event {
    case .enqueued(let event):
      let id = event.stay.entryID
      require(open[id.call] != nil && entries[id] == nil, "entry \(id) begins twice, or in a call that is not open")
      require(event.stay.enqueuedAt == at, "enqueued at another time")
      entries[id] = event.stay
      open[id.call]?.entries += 1
      waiting[event.stay.queue, default: 0] += 1
      require(Int(event.queueLength) == waiting[event.stay.queue], "length of \(event.stay.queue)")
    case .priorityChanged(let event): entries[EntryID(call: event.call, ordinal: event.entry)]?.priority = event.to
    case .requirementsRelaxed(let event): require(entries[event.stay.entryID] == event.stay, "relaxed another stay")
    case .abandoned(let event): entryEnded(event.stay, event.waitMs, at)
    case .flowedOut(let event): entryEnded(event.stay, event.waitMs, at)
    case .failed(let event): entryEnded(event.stay, event.waitMs, at)
    case .unknown: break
    }
  }

  private mutating func entryEnded(_ stay: Stay, _ wait: Milliseconds, _ at: Instant) {
    let id = stay.entryID
    require(entries.removeValue(forKey: id) == stay, "I4: entry \(id) ends twice, or is another")
    require(openOffers(of: id) == 0, "I4: entry \(id) ends with open offers")
    requireSpan(wait, stay.enqueuedAt, at, "wait")
    open[id.call]?.wait += wait.count
    waiting[stay.queue, default: 0] -= 1
    require(waiting[stay.queue] ?? 0 >= 0, "I6: \(stay.queue)")
  }

  private mutating func note(_ event: OfferEvent, _ at: Instant) {
    switch event {
    case .made(let event):
      let id = event.offer.id
      require(entries[id.entry] == event.offer.stay && offers[id] == nil, "offer \(id) of no open entry, or twice")
      require(agents[event.offer.agent]?.isRoutable == true, "I5 or I2: agent \(event.offer.agent)")
      require(acceptedOffers(of: id.entry) == 0, "I1: an offer beside an accepted one")
      offers[id] = OpenOffer(agent: event.offer.agent, madeAt: at)
      left(event.offer.agent, event.left, at)
      agents[event.offer.agent]?.state = .offered
    case .accepted(let event):
      require(acceptedOffers(of: event.offer.id.entry) == 0, "I1: a second accept")
      require(offers[event.offer.id] != nil, "accepted without an offer")
      offers[event.offer.id]?.accepted = true
    case .joined(let event):
      require(offers[event.offer.id]?.accepted == true, "joined without an accept")
      offerEnded(event.offer, event.ringMs, at, nil)
    case .rejected(let event): offerEnded(event.offer, event.ringMs, at, event.left)
    case .expired(let event): offerEnded(event.offer, event.ringMs, at, event.left)
    case .cancelled(let event): offerEnded(event.offer, event.ringMs, at, event.left)
    case .rescinded(let event): offerEnded(event.offer, event.ringMs, at, event.left)
    case .failed(let event): offerEnded(event.offer, event.ringMs, at, event.left)
    case .unknown: break
    }
  }

  private mutating func offerEnded(_ offer: Offer, _ ring: Milliseconds, _ at: Instant, _ left: AgentInterval?) {
    let open = offers.removeValue(forKey: offer.id)
    require(open?.agent == offer.agent, "I4: offer \(offer.id) ends twice, or is another")
    if let open { requireSpan(ring, open.madeAt, at, "ring") }
    guard let left else { return }
    self.left(offer.agent, left, at)
    agents[offer.agent]?.state = .free
  }

  private mutating func note(_ event: ConversationEvent, _ at: Instant) {
    switch event {
    case .started(let event):
      entryEnded(event.stay, event.waitMs, at)
      talks[event.stay.call] = Talk(
        since: at, agent: event.agent, overlapping: event.overlapping, recorded: recorded)
      open[event.stay.call]?.conversations += 1
      guard let agent = event.agent, !event.overlapping else { return }
      require(agents[agent]?.state == .offered, "I2: agent \(agent) talks without an offer")
      if let left = event.left { self.left(agent, left, at) }
      agents[agent]?.state = .talking
    case .ended(let event):
      guard var talk = talks.removeValue(forKey: event.stay.call) else {
        return require(false, "ended no conversation")
      }
      if let since = talk.heldSince { talk.hold += at.ms - since.ms }
      require(recorded || event.holdMs.count == talk.hold, "hold: \(event.holdMs.count), not \(talk.hold)")
      require(
        recorded || event.talkMs.count + talk.hold == at.ms - talk.since.ms, "talk: \(event.talkMs.count)")
      require(event.startedAt == talk.since && event.agent == talk.agent, "another conversation")
      open[event.stay.call]?.talk += event.talkMs.count
      open[event.stay.call]?.hold += event.holdMs.count
      guard let agent = event.agent, !event.overlapping else { return }
      if let left = event.left { self.left(agent, left, at) }
      agents[agent]?.state = .free
      agents[agent]?.talkEnded = at
    case .unknown: break
    }
  }
}
