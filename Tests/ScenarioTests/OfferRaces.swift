import Events
import Testing
import TrunklineTesting
import Values

/// DOMAIN 4.7 over the whole path: who accepts, who hangs up, who pauses, all about one offer.
@Suite struct OfferRaces {
  /// Anna and Boris ring for call one since 1 s.
  private let broadcast = PathStory.staffed(.anna, .boris).at(
    1_000, .calls(.one, .support), .offers(.one, [.anna, .boris]))

  /// Asterisk #176, Twilio before 12/2019, FreeSWITCH #2540.
  @Test func twoAcceptAtOnce() async throws {
    let run = try broadcast.at(5_000, .accepts(.anna), .accepts(.boris)).at(6_000, .calls(.two, .support))
      .at(7_000, .accepts(.boris)).at(30_000, .hangsUp(.one), .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000, until: 10_000) == [
        "5000 offer.accepted 1 anna", "5000 offer.rescinded 1 boris lostRace", "5500 offer.joined 1 anna",
        "5500 conversation.started 1 anna", "6000 call.arrived 2", "6000 entry.enqueued 2 support",
        "6000 offer.made 2 boris", "7000 offer.accepted 2 boris", "7500 offer.joined 2 boris",
        "7500 conversation.started 2 boris",
      ])
    try await broadcast.everyOrder(
      of: [.accepts(.anna), .accepts(.boris), .hangsUp(.one), .pauses(.boris)], at: 5_000,
      then: { $0.at(60_000, .hangsUp(.one)) },
      check: { run in
        (run.count("agent.struck") == 0 ? [] : ["losing a race is a strike"])
          + (run.count("conversation.started") <= 1 ? [] : ["two talk to one"])
      })
  }

  /// Reservation deadlines (ref 6.11): the answer comes when the phone of the next one rings already.
  @Test func oneAcceptsLateAndTheNextInTime() async throws {
    let story = PathStory.staffed(.anna, .boris).at(1_000, .calls(.one, .support))
    let run = try story.at(25_000, .accepts(.anna), .accepts(.boris)).at(30_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 21_000) == [
        "21000 offer.expired 1 anna", "21000 agent.struck anna 1", "21000 offer.made 1 boris",
        "25000 offer.accepted 1 boris", "25500 offer.joined 1 boris", "25500 conversation.started 1 boris",
        "30000 conversation.ended 1 boris caller", "30000 call.ended 1 answered caller",
      ])
    // About the deadline.
    try await story.everyOrder(
      of: [.accepts(.anna), .accepts(.boris), .hangsUp(.one), .agent(.boris, .phoneFails)], at: 21_000,
      then: { $0.at(60_000, .hangsUp(.one)) })
  }

  /// Two take the same place: another policy beside routing, and one agent for two calls (ref 6.4).
  @Test func oneAgentIsOfferedTwoCalls() async throws {
    let acts: [ScriptedAct] = [
      .calls(.one, .support), .calls(.two, .support), .offers(.one, [.anna]), .offers(.two, [.anna]),
    ]
    let story = PathStory.staffed(.anna)
    let run = try story.at(1_000, acts).at(3_000, .hangsUp(.one), .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 1_000, until: 3_000) == [
        "1000 call.arrived 1", "1000 entry.enqueued 1 support", "1000 call.arrived 2", "1000 entry.enqueued 2 support",
        "1000 offer.made 1 anna",
      ])
    try await story.everyOrder(
      of: acts + [.accepts(.anna)], at: 1_000, then: { $0.at(60_000, .hangsUp(.one), .hangsUp(.two)) })
  }

  /// Asterisk #1557, OpenSIPS #2886, jambonz: the line is not through: the caller stands where he stood, and the next
  /// one is asked at once.
  @Test func theJoinFails() async throws {
    let story = PathStory.staffed(.anna, .boris).at(1_000, .calls(.one, .support)).at(5_000, .accepts(.anna))
    let run = try story.at(5_200, .agent(.anna, .phoneFails)).at(6_000, .accepts(.boris)).at(30_000, .hangsUp(.one))
      .run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000, until: 10_000) == [
        "5000 offer.accepted 1 anna", "5200 offer.failed 1 anna joinFailed", "5200 offer.made 1 boris",
        "6000 offer.accepted 1 boris", "6500 offer.joined 1 boris", "6500 conversation.started 1 boris",
      ])
    try await story.everyOrder(
      of: [.agent(.anna, .phoneFails), .hangsUp(.one), .accepts(.boris), .agent(.anna, .losesStation)], at: 5_300,
      then: { $0.at(60_000, .hangsUp(.one)) })
  }

  /// Ref 6.21, Twilio's queued-callbacks #35: the callback and the agent at the same instant.
  @Test func aCallbackAsAnAgentFrees() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support)).at(2_000, .accepts(.anna))
      .at(3_000, .calls(.two, .support))
    let run = try story.at(10_000, .hangsUp(.one), .callback(.two)).at(11_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 10_000) == [
        "10000 conversation.ended 1 anna caller", "10000 call.ended 1 answered caller",
        "10000 entry.flowedOut 2 callback", "11000 call.ended 2 flowedOut caller",
      ])
    try await story.everyOrder(
      of: [.hangsUp(.one), .callback(.two), .accepts(.anna), .pauses(.anna)], at: 10_000,
      then: { $0.at(60_000, .hangsUp(.two)) },
      check: { run in
        let ends = ["entry.flowedOut", "entry.abandoned", "conversation.started"].reduce(0) {
          $0 + run.count($1) { $0.contains(" 2") }
        }
        return ends == 1 ? [] : ["call two has \(ends) outcomes"]
      })
  }

  /// A supervisor logs out who rings; a station is lost while it rings: the next one is asked at once.
  @Test func whoRingsIsTakenAway() async throws {
    let story = PathStory.staffed(.anna, .boris).at(1_000, .calls(.one, .support))
    let out = try story.at(5_000, .supervisor(.logOut(LogOut(agent: .anna)))).at(6_000, .hangsUp(.one)).run()
    #expect(out.problems == [])
    #expect(
      out.story(from: 5_000, until: 6_000) == [
        "5000 offer.rescinded 1 anna withdrawn", "5000 agent.loggedOut anna supervisor", "5000 offer.made 1 boris",
      ])
    let lost = try story.at(5_000, .agent(.anna, .losesStation)).at(6_000, .hangsUp(.one)).run()
    #expect(lost.problems == [])
    #expect(
      lost.story(from: 5_000, until: 6_000) == [
        "5000 agent.stationLost anna", "5000 offer.failed 1 anna stationLost", "5000 offer.made 1 boris",
      ])
    try await story.everyOrder(
      of: [
        .supervisor(.logOut(LogOut(agent: .anna))), .agent(.anna, .losesStation), .accepts(.anna), .hangsUp(.one),
      ], at: 5_000, then: { $0.at(60_000, .hangsUp(.one)) })
  }
}
