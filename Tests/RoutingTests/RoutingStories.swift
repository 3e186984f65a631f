import CallDomain
import Events
import PluginKit
import Testing
import TrunklineTesting
import Values

@testable import Routing

/// Who gets whom, and what is said about it.
@Suite struct RoutingStories {
  /// `sales` asks for German 5 and has classes: 1 with a head start of a minute, 2 whose wait counts double, 3 both.
  /// `support` asks for nothing. Anna and Clara take both, Boris and Daria take `support` alone.
  static func configuration(_ change: (inout Configuration) -> Void = { _ in }) -> Configuration {
    var configuration = Configuration.example
    configuration.limits.openCallsMax = 100
    configuration.queues[0].relaxation = []
    configuration.queues[0].classes = [
      PriorityClass(priority: 1, offsetMs: .minutes(1), accelerationPercent: 100),
      PriorityClass(priority: 2, accelerationPercent: 200),
    ]
    configuration.queues[1].lengthMax = 0
    configuration.agents = [
      AgentConfiguration(id: .anna, skills: [SkillLevel(skill: .german, level: 7)]),
      AgentConfiguration(id: .boris, queues: [.support]),
      AgentConfiguration(id: .clara, skills: [SkillLevel(skill: .german, level: 9)], queues: [.sales, .support]),
      AgentConfiguration(id: .daria, queues: [.support]),
    ]
    change(&configuration)
    return configuration
  }

  static func centre(_ change: (inout Configuration) -> Void = { _ in }) -> RoutedCentre {
    RoutedCentre(configuration(change))
  }

  @Test func theLongestIdleOfThoseWhoMay() {
    var routed = Self.centre()
    routed.staff(.boris)
    routed.pass(.seconds(1))
    routed.staff(.clara)
    routed.pass(.seconds(1))
    routed.staff(.anna)
    routed.call(.one, .sales)
    #expect(routed.offered(.one) == .clara, "Boris is idle longer and may not")
    routed.call(.two, .support)
    #expect(routed.offered(.two) == .boris)
    routed.call(.three, .sales)
    #expect(routed.offered(.three) == .anna)
    #expect(routed.refused.isEmpty)
  }

  @Test func aDecisionSaysWhy() {
    var routed = Self.centre()
    routed.staff(.boris, .clara, .daria)
    routed.pass(.seconds(30))
    routed.staff(.anna)
    routed.send(.setNotReady(SetNotReady(agent: .boris, reason: "lunch")), by: .agent(.boris))
    routed.pass(.seconds(10))
    routed.call(.one, .sales, priority: 1)
    #expect(
      routed.decided == [
        RouteDecided(
          call: .one, entry: 1, policy: "routing",
          candidates: [
            RouteCandidate(agent: .clara, eligible: true, terms: ["idleMs": 40_000]),
            RouteCandidate(agent: .anna, eligible: true, terms: ["idleMs": 10_000]),
          ], chosen: [.clara], policyVersion: 1, strategy: "longestIdle",
          order: RouteOrder(offsetMs: .minutes(1), waitMs: .zero, accelerationPercent: 100),
          exclusions: [RouteExclusion(reason: "notInQueue", agents: 2)], eligible: 2)
      ])
  }

  /// Once, as long as nothing changes: why nobody, and for whom it is worth to wait.
  @Test func nobodyIsExplained() {
    var routed = Self.centre()
    routed.call(.one, .sales)
    #expect(routed.decided.map(\.noneReason) == ["nobodyLoggedIn"])
    routed.staff(.anna)
    #expect(routed.offered(.one) == .anna)
    routed.call(.two, .sales)
    #expect(routed.decided.map(\.noneReason) == ["allBusy"])
    #expect(routed.decided.first?.exclusions == [RouteExclusion(reason: "offered", agents: 1)])
    routed.route()
    #expect(routed.decided.isEmpty, "it is said")
    routed.answer(.one, by: .anna)
    routed.send(.changeSkills(ChangeSkills(agent: .clara, skills: [])), by: .supervisor)
    routed.call(.three, .sales, [SkillRequirement(skill: .loans, minLevel: 1)])
    #expect(routed.decided.map(\.noneReason) == ["nobodyEligible"])
    #expect(routed.decided.first?.exclusions == [RouteExclusion(reason: "skills", agents: 1)])
    #expect(routed.refused.isEmpty)
  }

  @Test func nobodyIsReady() {
    var routed = Self.centre()
    routed.staff(.anna)
    routed.send(.setNotReady(SetNotReady(agent: .anna, reason: "lunch")), by: .agent(.anna))
    routed.call(.one, .sales)
    #expect(routed.decided.map(\.noneReason) == ["nobodyReady"])
    #expect(routed.decided.first?.exclusions == [RouteExclusion(reason: "notReady", agents: 1)])
  }

  // The order of entries.

  /// Three wait for the one who becomes free.
  private func next(after span: Milliseconds, _ calls: (CallID, QueueID, Int32)...) -> RoutedCentre {
    var routed = Self.centre { $0.queues[0].waitGuardMs = .minutes(2) }
    for (call, queue, priority) in calls {
      routed.call(call, queue, priority: priority)
      routed.pass(.seconds(10))
    }
    routed.pass(span)
    routed.staff(.anna)
    return routed
  }

  @Test func theLongestWaitOverAllQueues() {
    let routed = next(after: .seconds(5), (.one, .support, 0), (.two, .sales, 0), (.three, .support, 0))
    #expect(routed.offered(.one) == .anna)
    let route = routed.decided.first
    #expect(route?.rivals.map(\.call) == [.two, .three])
    #expect(route?.rivals.map(\.order.waitMs) == [.seconds(25), .seconds(15)])
    #expect(route?.order == RouteOrder(waitMs: .seconds(35), accelerationPercent: 100))
  }

  @Test func aHeadStartCounts() {
    let routed = next(after: .seconds(5), (.one, .support, 0), (.two, .sales, 0), (.three, .sales, 1))
    #expect(routed.offered(.three) == .anna, "60 + 15 s against 35 and 25 s")
    let late = next(after: .minutes(1), (.one, .support, 0), (.two, .sales, 0), (.three, .sales, 1))
    #expect(late.offered(.three) == .anna, "it does not shrink: 60 + 70 s against 90 s")
  }

  @Test func anAccelerationCounts() {
    let soon = next(after: .zero, (.one, .support, 0), (.two, .support, 0), (.three, .sales, 2))
    #expect(soon.offered(.one) == .anna, "2 × 10 s against 30 s")
    let late = next(after: .seconds(30), (.one, .support, 0), (.two, .support, 0), (.three, .sales, 2))
    #expect(late.offered(.three) == .anna, "2 × 40 s against 60 s")
  }

  @Test func theGuardComesFirst() {
    let routed = next(after: .seconds(95), (.one, .sales, 0), (.two, .sales, 2), (.three, .sales, 1))
    #expect(routed.offered(.one) == .anna, "125 s is beyond the guard; 2 × 115 s and 60 + 105 s are more, and not")
    #expect(routed.decided.first?.order?.guarded == true)
  }

  /// Asterisk #1561: a call of a more important queue that the agent may not take blocked the one that he may.
  @Test func whoMayNotBeServedBlocksNobody() {
    var routed = Self.centre()
    routed.call(.one, .sales, priority: 1)
    routed.call(.two, .support)
    routed.staff(.boris)
    #expect(routed.offered(.two) == .boris)
    #expect(routed.offered(.one) == nil)
  }

  /// DOMAIN 4.6: a step of relaxation matches again at once.
  @Test func relaxationMatchesAtOnce() {
    var routed = Self.centre {
      $0.queues[0].relaxation = [RelaxationStep(afterMs: .seconds(30))]
      $0.agents[1].queues = []
    }
    routed.staff(.boris)
    routed.call(.one, .sales)
    #expect(routed.offered(.one) == nil)
    routed.pass(.seconds(30))
    routed.wake()
    #expect(routed.offered(.one) == .boris)
  }

  // Skills.

  @Test func theBestSkillFirst() {
    var routed = Self.centre { $0.queues[0].strategy = .bestSkill }
    routed.staff(.anna)
    routed.pass(.seconds(60))
    routed.staff(.clara)
    routed.call(.one, .sales)
    #expect(routed.offered(.one) == .clara, "level 9 before level 7, however long that one is idle")
    #expect(routed.decided.first?.candidates.map { $0.terms[key: "skill"] } == [9, 7])
  }

  @Test func preferredSkillsRank() {
    var routed = Self.centre { $0.agents[3].skills = [SkillLevel(skill: .loans, level: 3)] }
    routed.staff(.boris)
    routed.pass(.seconds(60))
    routed.staff(.daria)
    routed.call(.one, .support, [SkillRequirement(skill: .loans, minLevel: 2, preferred: true)])
    #expect(routed.offered(.one) == .daria)
    routed.call(.two, .support, [SkillRequirement(skill: .loans, minLevel: 2, preferred: true)])
    #expect(routed.offered(.two) == .boris, "better than waiting")
  }

  // Offers that fail.

  @Test func notTheSameAgentTwiceRunning() {
    var routed = Self.centre()
    routed.staff(.boris)
    routed.pass(.seconds(1))
    routed.call(.one, .support)
    routed.send(.rejectOffer(RejectOffer(call: .one, agent: .boris)), by: .agent(.boris))
    routed.route()
    #expect(routed.offered(.one) == .boris, "there is nobody else")
    routed.send(.rejectOffer(RejectOffer(call: .one, agent: .boris)), by: .agent(.boris))
    routed.staff(.daria)
    #expect(routed.offered(.one) == .daria)
    #expect(routed.decided.last?.candidates.first { $0.agent == .boris }?.exclusion == "justOffered")
  }

  /// FreeSWITCH, and Twilio's loop of an unregistered device (taskrouter.js #2): 5 s, 10 s …, a minute at most.
  @Test func aFailingDeviceIsLeftAlone() {
    var routed = Self.centre()
    routed.staff(.boris)
    routed.call(.one, .support)
    var spans: [Milliseconds] = []
    for offer in 1...7 {
      routed.send(
        .reportOfferFailed(ReportOfferFailed(call: .one, entry: 1, offer: UInt32(offer), unreachable: true)),
        by: .telephony)
      routed.route()
      #expect(routed.offered(.one) == nil)
      guard let wake = routed.policy.nextWake(after: routed.now, in: routed.centre) else { break }
      spans.append(wake.since(routed.now))
      routed.pass(wake.since(routed.now) - Milliseconds(1))
      routed.route()
      #expect(routed.offered(.one) == nil)
      routed.pass(Milliseconds(1))
      routed.route()
      #expect(routed.offered(.one) == .boris)
    }
    #expect(spans == [5, 10, 20, 40, 60, 60, 60].map { .seconds($0) })
    #expect(routed.policy.nextWake(after: routed.now, in: routed.centre) == nil)
  }

  @Test func whyAFailingDeviceKeepsACallWaiting() {
    var routed = Self.centre()
    routed.staff(.boris)
    routed.call(.one, .support)
    routed.send(.reportOfferFailed(ReportOfferFailed(call: .one, entry: 1, offer: 1)), by: .telephony)
    routed.route()
    #expect(routed.decided.map(\.noneReason) == ["backingOff"])
  }

  /// Ref 6.1: one agent, always silent: as many offers as strikes, then he is not ready; the caller keeps his place.
  @Test func aSilentAgent() {
    var routed = Self.centre { $0.queues[1].strikesMax = 3 }
    routed.staff(.boris)
    routed.call(.one, .support)
    for _ in 1...5 {
      routed.pass(.seconds(15))
      routed.wake()
    }
    #expect(routed.centre.calls[.one]?.entry?.offersMade == 3)
    #expect(routed.centre.agents[.boris]?.notRoutable == .notReady(reason: "missedOffers"))
    #expect(routed.decided.isEmpty)
    #expect(routed.centre.calls[.one]?.entry?.nobodyBecause == "nobodyReady")
  }

  // Recorded history is nobody's to route.

  @Test func recordedCallsAreLeftAlone() {
    var routed = Self.centre()
    routed.staff(.boris)
    let facts: [HistoricFact.Fact] = [
      .arrived(.inbound(.two)), .enqueued(HistoricEnqueue(call: .two, queue: .support)),
    ]
    routed.send(
      .recordHistory(RecordHistory(facts: facts.map { HistoricFact(occurredAt: .noon, fact: $0) })), by: .importer)
    routed.route()
    #expect(routed.decided.isEmpty && routed.offered(.two) == nil)
  }

  /// More than one asking may want at once.
  @Test func aFlood() {
    var routed = Self.centre { configuration in
      configuration.limits.openCallsMax = 1_000
      configuration.limits.queueLengthMax = 1_000
      configuration.queues[1].lengthMax = 1_000
      configuration.agents = (0..<250).map { AgentConfiguration(id: AgentID(unchecked: "a\($0)")) }
    }
    for number in 0..<250 {
      let agent = AgentID(unchecked: "a\(number)")
      routed.send(.logIn(LogIn(agent: agent)))
      routed.send(.setReady(SetReady(agent: agent)))
    }
    for number in 1...UInt64(300) {
      routed.send(.reportArrival(ReportArrival(call: .inbound(.call(number)))), by: .telephony)
      routed.send(.enqueue(Enqueue(call: .call(number), queue: .support)))
    }
    #expect(routed.wishes().count == RoutingPolicy.wishesMax)
    routed.route()
    #expect(routed.centre.open.offers == 250)
    #expect(routed.offered(.call(250)) != nil && routed.offered(.call(251)) == nil)
    #expect(routed.refused.isEmpty)
  }
}
