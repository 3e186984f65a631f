import CallDomain
import Events
import PluginKit
import Values
import WireRuntime

// What `route.decided` tells (DOMAIN 4.10).
extension RoutingPolicy {
  /// As many as are told in full.
  static let candidatesMax = 10

  func offer(_ match: Match, _ entry: Entry, _ now: Instant) -> Wish {
    let demand = book.demands[match.demand]
    let chosen = match.chosen.idle.agent
    var route = RouteDecided(call: entry.stay.call, entry: entry.stay.entry, policy: Routing.name, chosen: [chosen])
    route.candidates = match.candidates.map { candidate in
      let isSecondTime = candidate.idle.agent == entry.lastOffered && candidate.idle.agent != chosen
      return RouteCandidate(
        agent: candidate.idle.agent, eligible: !isSecondTime, exclusion: isSecondTime ? "justOffered" : "",
        terms: candidate.terms(demand, now))
    }
    route.rivals = match.rivals.map {
      RouteRival(call: $0.entry.entry.call, entry: $0.entry.entry.ordinal, queue: $0.queue, order: $0.order.terms)
    }
    tell(demand, order: match.order, &route)
    return Wish(
      WishKey(action: "offer", subject: entry.id.description, count: UInt64(entry.offersMade)),
      .makeOffer(MakeOffer(call: entry.stay.call, agents: [chosen], route: route)))
  }

  /// Says once of each entry why nobody can be chosen, as long as that is so.
  mutating func explainNobody(at now: Instant, in centre: Centre, _ wishes: inout [Wish]) {
    unexplained.removeAll { waiting in
      guard let entry = centre.waitingEntry(of: waiting.entry.call), entry.id == waiting.entry else { return true }
      return entry.nobodyBecause != nil
    }
    for waiting in unexplained where wishes.count < Self.wishesMax {
      guard let place = book.place(of: waiting.entry.call), let entry = centre.waitingEntry(of: waiting.entry.call)
      else { continue }
      let demand = book.demands[place.demand]
      guard !crowd.hasFree(for: demand) else { continue }
      wishes.append(nobody(entry, demand, now))
    }
  }

  private func nobody(_ entry: Entry, _ demand: Demand, _ now: Instant) -> Wish {
    var route = RouteDecided(
      call: entry.stay.call, entry: entry.stay.entry, policy: Routing.name, noneReason: noneReason(demand))
    tell(
      demand, order: demand.rule(of: entry.stay.priority).terms(since: entry.stay.originalEnqueuedAt, at: now), &route)
    return Wish(
      WishKey(
        action: "nobody", subject: entry.id.description, count: UInt64(entry.offersMade) << 32 | UInt64(entry.step)),
      .recordRoute(RecordRoute(route: route)))
  }

  private func tell(_ demand: Demand, order: RouteOrder, _ route: inout RouteDecided) {
    let able = headcount(of: demand.ranked.lazy.map(\.group))
    let unskilled = headcount(of: demand.unskilled).all
    route.policyVersion = Routing.version
    route.strategy = (demand.configuration?.strategy ?? .longestIdle).name
    route.order = order
    route.eligible = able[.free]
    for excuse in Excuse.allCases where excuse != .free && able[excuse] > 0 {
      route.exclusions.append(RouteExclusion(reason: excuse.name, agents: able[excuse]))
    }
    if unskilled > 0 { route.exclusions.append(RouteExclusion(reason: "skills", agents: unskilled)) }
    let elsewhere = crowd.headcount.all - able.all - unskilled
    if elsewhere > 0 { route.exclusions.append(RouteExclusion(reason: "notInQueue", agents: elsewhere)) }
  }

  private func headcount(of groups: some Sequence<Int>) -> Headcount {
    var sum = Headcount()
    for group in groups { sum += crowd.groups[group].headcount }
    return sum
  }

  /// The strongest of the reasons: the three numbers of staffing (DOMAIN 4.8) are not the same thing.
  private func noneReason(_ demand: Demand) -> String {
    guard !demand.ranked.isEmpty else { return NoneReason.nobodyEligible.rawValue }
    let able = headcount(of: demand.ranked.lazy.map(\.group))
    if able.all == 0 { return NoneReason.nobodyLoggedIn.rawValue }
    if Excuse.allCases.contains(where: { $0.isBusy && able[$0] > 0 }) { return NoneReason.allBusy.rawValue }
    return able[.backingOff] > 0 ? NoneReason.backingOff.rawValue : NoneReason.nobodyReady.rawValue
  }
}

/// Why nobody was chosen.
package enum NoneReason: String, CaseIterable, Sendable {
  /// Nobody of the centre is in the queue with the skills asked for.
  case nobodyEligible
  case nobodyLoggedIn
  /// Logged in, and not ready or without a station.
  case nobodyReady
  case allBusy
  /// The devices of those who are free did not take their last offer.
  case backingOff
}

extension Candidate {
  fileprivate func terms(_ demand: Demand, _ now: Instant) -> WireMap<String, Int64> {
    var terms: WireMap<String, Int64> = ["idleMs": max(0, now.since(idle.since).count)]
    if demand.asked.contains(where: \.preferred) { terms[key: "preferred"] = suitability.preferred }
    if demand.configuration?.strategy == .bestSkill { terms[key: "skill"] = suitability.skill }
    return terms
  }
}
