import CallDomain
import Events
import Testing
import TrunklineTesting
import Values

/// DOMAIN 4.7: what happens at one moment may be written in any order. Every order is tried; in each, every invariant
/// holds after every event, and there is one outcome.
@Suite struct RaceStories {
  /// All orders of a few things.
  static func orders<Element>(_ elements: [Element]) -> [[Element]] {
    guard let first = elements.first else { return [[]] }
    return orders(Array(elements.dropFirst())).flatMap { rest in
      (0...rest.count).map { place in
        var order = rest
        order.insert(first, at: place)
        return order
      }
    }
  }

  /// Tries every order and hands each end of the story to `check`.
  static func everyOrder(_ story: CallStory, _ commands: [Command.Body], _ check: (CallStory) -> Void) {
    for order in orders(commands) {
      let end = story.trying(order)
      #expect(end.problems.isEmpty, "\(order)")
      check(end)
    }
  }

  /// Two accepts, a hang-up, the deadline, a callback conversion, a status change, all at once.
  @Test func everythingDuringAnOffer() {
    let story = CallStory.offered(.anna, .boris).at(25_000)
    Self.everyOrder(
      story, [.accepting(.anna), .accepting(.boris), .callerGone(), .wake, .flowing(), .notReady(.anna)]
    ) { end in
      #expect(end.centre.open.isZero, "the caller is gone, so nothing is open")
      let flow = end.centre.queues[.sales]?.flow
      #expect(flow?.left == 1 && flow?.enqueued == 1, "one outcome")
      #expect(end.centre.agents[.boris]?.isFree == true && end.centre.agents[.anna]?.isFree == true)
      #expect(end.centre.agents[.anna]?.status != .ready, "the wish to pause is never lost")
    }
  }

  /// The line goes through while the caller leaves, the other phone accepts and the station drops.
  @Test func everythingAroundTheJoin() {
    let story = CallStory.offered(.anna, .boris).at(9_000)
    Self.everyOrder(
      story, [.accepting(.anna), .joining(1), .accepting(.boris), .joining(2), .stationLost(.anna), .callerGone()]
    ) { end in
      #expect(end.centre.open.isZero)
      let agents = [AgentID.anna, .boris].compactMap { end.centre.agents[$0] }
      let talking = agents.filter { $0.callInSlot != nil && $0.state != .wrapUp && !$0.isDisconnected }
      #expect(talking.isEmpty, "nobody talks to nobody")
    }
  }

  /// Wrap-up ends as a call comes in and a policy already wants the agent; a break was asked for.
  @Test func wrapUpEndsAsACallComesIn() {
    let story = CallStory.wrappingUp.at(60_000).given(.arrival(.two))
    Self.everyOrder(story, [.wake, .notReady(.anna), .enqueueing(.two), .offering(.anna, call: .two)]) { end in
      #expect(end.centre.agents[.anna]?.notRoutable == .notReady(reason: "lunch"), "pending or not, the break wins")
      #expect(end.centre.calls[.two]?.entry?.offers.isEmpty == true)
    }
  }

  /// An agent frees as the callback takes the call away.
  @Test func aCallbackAsAnAgentFrees() {
    let story = CallStory.queued().by(.supervisor).given(.notReady(.anna)).at(8_000)
    Self.everyOrder(story, [.ready(.anna), .offering(.anna), .flowing(), .accepting(.anna)]) { end in
      let call = end.centre.calls[.one]
      #expect(call?.phase == .arrived || call?.entry?.acceptedOffer != nil, "either the callback or the agent")
    }
  }

  /// The agent and the caller hang up, and the watchdog looks.
  @Test func bothHangUp() {
    let story = CallStory.talking().at(3_601_000)
    Self.everyOrder(story, [.callerGone(), .agentGone(.anna), .wake, .hold, .endingCall]) { end in
      #expect(end.centre.open.isZero)
      #expect(end.centre.queues[.sales]?.flow.answered == 1)
    }
  }
}
