import Events
import Values

// The decisions behind offers. A policy states them; the core sees to it that they are about what is done.
extension Centre {
  /// Writes the decision behind an offer; `nil`: there is none, it is made by hand.
  mutating func decided(_ wish: MakeOffer, _ entry: Entry, _ draft: inout CommitDraft) throws(Rejection) -> EventID? {
    guard let route = wish.route else { return nil }
    if let what = route.mismatch(entry, chosen: wish.agents) { throw .routeMismatch(wish.call, what) }
    let event = EventID(slice: Slice(of: id), position: draft.position, index: draft.events.count)
    write(.decided(route), &draft)
    return event
  }

  /// Why nobody is offered a waiting entry.
  mutating func recordRoute(_ route: RouteDecided, _ draft: inout CommitDraft) throws(Rejection) {
    guard let entry = try liveCall(route.call).entry else { throw .entryNotWaiting(route.call) }
    guard entry.offers.isEmpty else { throw .alreadyOffered(route.call) }
    guard route.chosen.isEmpty else { throw .routeMismatch(route.call, .somebodyChosen) }
    if let what = route.mismatch(entry, chosen: []) { throw .routeMismatch(route.call, what) }
    write(.decided(route), &draft)
  }
}

extension RouteDecided {
  fileprivate func mismatch(_ entry: Entry, chosen agents: [AgentID]) -> RouteMismatch? {
    guard call == entry.stay.call, self.entry == entry.stay.entry else { return .otherEntry }
    guard chosen == agents else { return .otherAgents }
    guard chosen.isEmpty != noneReason.isEmpty else { return chosen.isEmpty ? .noReason : .otherAgents }
    guard candidates.count <= CoreLimits.candidatesPerDecision, rivals.count <= CoreLimits.rivalsPerDecision,
      exclusions.count <= CoreLimits.exclusionsPerDecision
    else { return .tooLong }
    return nil
  }
}
