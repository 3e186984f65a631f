import CallDomain
import Events
import PluginKit
import Testing
import TrunklineTesting
import Values

@testable import Routing

/// The matching with its indices against the plainest one, over random centres.
@Suite struct MatchingTests {
  @Test(arguments: 1...UInt64(16)) func likeTheReference(seed: UInt64) {
    var life = RandomCentre(seed: seed)
    var routed = RoutedCentre(life.configuration)
    for step in 1...250 {
      life.step(&routed)
      if let problem = problem(&routed) {
        Issue.record("seed \(seed), step \(step): \(problem)")
        return
      }
    }
  }

  /// What is wrong with what the policy wants now; then it gets it.
  private func problem(_ routed: inout RoutedCentre) -> String? {
    let expected = ReferenceMatcher(centre: routed.centre, now: routed.now).pairs()
    let wishes = routed.wishes()
    let offers = Self.pairs(of: wishes)
    if offers != expected { return "wants \(offers), not \(expected)" }
    if routed.wishes() != wishes { return "wants something else when it is asked again" }
    var afresh = RoutingPolicy(routed.centre)
    let wishedAfresh = afresh.wishes(at: routed.now, in: routed.centre)
    if wishedAfresh.map(\.key) != wishes.map(\.key), Set(wishedAfresh.map(\.key)) != Set(wishes.map(\.key)) {
      return "wants \(wishedAfresh.map(\.key)) when made afresh, not \(wishes.map(\.key))"
    }
    if Self.pairs(of: wishedAfresh) != offers { return "offers otherwise when made afresh" }
    routed.route()
    if let refused = routed.refused.first { return "the core refuses: \(refused)" }
    let left = ReferenceMatcher(centre: routed.centre, now: routed.now)
    if !left.pairs().isEmpty { return "\(left.pairs()) are left idle and waiting" }
    let untold = left.waiting.filter { $0.nobodyBecause == nil }.map(\.id)
    if !untold.isEmpty { return "nobody says why \(untold) wait" }
    return nil
  }

  private static func pairs(of wishes: [Wish]) -> [ReferenceMatcher.Pair] {
    wishes.compactMap { wish in
      guard case .makeOffer(let offer) = wish.body, let agent = offer.agents.first else { return nil }
      return ReferenceMatcher.Pair(call: offer.call, agent: agent)
    }
  }

  @Test(arguments: 1...UInt64(20)) func aLineIsASortedList(seed: UInt64) {
    var random = ScheduleRandom(seed: seed)
    var line = SortedLine<Int>()
    var plain: [Int] = []
    for _ in 1...500 {
      if plain.isEmpty || random.chance(55) {
        let value = random.below(100_000)
        guard !plain.contains(value) else { continue }
        line.insert(value)
        plain.append(value)
        plain.sort()
      } else {
        let value = plain.remove(at: random.chance(60) ? 0 : random.below(plain.count))
        let (first, second) = (line.remove(value), line.remove(value))
        #expect(first && !second)
      }
      #expect((0..<line.count).map { line[$0] } == plain)
      #expect(line.first == plain.first)
    }
  }
}
