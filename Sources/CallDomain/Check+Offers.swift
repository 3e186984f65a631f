import Events
import Values

extension Check {
  mutating func check(_ event: OfferEvent) {
    switch event {
    case .made(let event): checkMade(event)
    case .accepted(let event):
      guard let (entry, offer) = openOffer(event.offer) else { return }
      require(!offer.isAccepted, .transition, "offer \(event.offer.id) is accepted already")
      require(entry.acceptedOffer == nil || offer.isAccepted, .i1, "entry \(entry.id) has another accepted offer")
    case .joined(let event):
      guard let offer = endedOffer(event.offer, event.ringMs) else { return }
      require(offer.isAccepted, .transition, "offer \(event.offer.id) is not accepted")
    case .rejected(let event): checkUnaccepted(event.offer, event.ringMs, event.left)
    case .expired(let event):
      checkUnaccepted(event.offer, event.ringMs, event.left)
      guard let deadline = centre.openOffer(event.offer.id)?.deadline else { return }
      require(at >= deadline, .transition, "offer \(event.offer.id) expires before its deadline")
    case .cancelled(let event):
      _ = endedOffer(event.offer, event.ringMs)
      requireLeft(event.left, event.offer.agent)
    case .rescinded(let event): checkRescinded(event)
    case .failed(let event): checkFailed(event)
    case .unknown: break
    }
  }

  private mutating func checkMade(_ event: OfferMade) {
    let offer = event.offer
    guard let entry = openEntry(of: offer.stay) else { return }
    require(entry.acceptedOffer == nil, .i1, "entry \(entry.id) has an accepted offer")
    require(offer.ordinal == entry.offersMade + 1, .repeated, "offer \(offer.ordinal) after \(entry.offersMade)")
    require(offer.madeAt == at && event.deadline >= at, .repeated, "times of offer \(offer.id)")
    requireLeft(event.left, offer.agent)
    switch centre.agents[offer.agent].map(\.notRoutable) ?? .unknown {
    case nil: break
    case .busy(let state): require(false, .i2, "agent \(offer.agent) is \(state.name)")
    case .unknown, .loggedOut, .stationLost, .notReady: require(false, .i5, "agent \(offer.agent) is not routable")
    }
    guard !context.recorded, let why = centre.agents[offer.agent]?.notEligible(for: entry) else { return }
    require(false, .eligibility, "agent \(offer.agent): \(why.words)")
  }

  private mutating func checkUnaccepted(_ offer: Offer, _ ring: Milliseconds, _ left: AgentInterval) {
    guard let open = endedOffer(offer, ring) else { return }
    require(!open.isAccepted, .transition, "offer \(offer.id) is accepted")
    requireLeft(left, offer.agent)
  }

  private mutating func checkRescinded(_ event: OfferRescinded) {
    guard endedOffer(event.offer, event.ringMs) != nil else { return }
    requireLeft(event.left, event.offer.agent)
    guard event.reason == .lostRace else { return }
    let winner = centre.calls[event.offer.stay.call]?.entry?.acceptedOffer
    require(winner != nil && winner?.ordinal != event.offer.ordinal, .i3, "nobody else accepted")
  }

  private mutating func checkFailed(_ event: OfferFailed) {
    guard let offer = endedOffer(event.offer, event.ringMs) else { return }
    requireLeft(event.left, event.offer.agent)
    switch event.cause {
    case .joinFailed: require(offer.isAccepted, .transition, "offer \(event.offer.id) is not accepted")
    case .deviceBusy, .deviceUnreachable:
      require(!offer.isAccepted, .transition, "offer \(event.offer.id) is accepted")
    case .stationLost: break
    }
  }

  private mutating func openOffer(_ offer: Offer, _ rule: Violation.Rule = .i4) -> (Entry, OpenOffer)? {
    guard let entry = openEntry(of: offer.stay, rule) else { return nil }
    guard let open = entry.offer(offer.ordinal) else {
      require(false, rule, "offer \(offer.id) is not open")
      return nil
    }
    require(open.offer(of: offer.stay) == offer, .repeated, "offer \(offer.id)")
    return (entry, open)
  }

  /// The open offer that ends with this event, its ring checked.
  private mutating func endedOffer(_ offer: Offer, _ ring: Milliseconds) -> OpenOffer? {
    guard let (_, open) = openOffer(offer) else { return nil }
    requireSpan(ring, is: max(.zero, at.since(open.madeAt)), "ring")
    return open
  }
}
