import Events
import Testing
import TrunklineTesting
import Values

/// Ref 6.1: nobody answers. The caller keeps his place, the agent has a strike, and no loop goes on for ever.
@Suite struct RingNoAnswer {
  private let ringing = PathStory.staffed(.anna).at(1_000, .calls(.one, .sales))

  /// Kazoo #6609 lost him for ever; here he is not ready for all to see, and comes back by himself.
  @Test func theOnlyAgentIsSilent() async throws {
    let run = try ringing.at(60_000, .isReady(.anna)).at(61_000, .accepts(.anna)).at(70_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 21_000, until: 70_000) == [
        "21000 offer.expired 1 anna", "21000 agent.struck anna 1", "21000 offer.made 1 anna",
        "41000 offer.expired 1 anna", "41000 agent.struck anna 2", "41000 agent.becameNotReady anna missedOffers",
        "60000 agent.becameReady anna", "60000 offer.made 1 anna", "61000 offer.accepted 1 anna",
        "61500 offer.joined 1 anna", "61500 conversation.started 1 anna",
      ])
    try await ringing.everyOrder(
      of: [.accepts(.anna), .pauses(.anna), .hangsUp(.one), .calls(.two, .sales)], at: 41_000,
      then: { $0.at(120_000, .hangsUp(.one), .hangsUp(.two)) })
  }

  /// The same where the queue says for how long.
  @Test func theSilentAgentComesBackByHimself() async throws {
    let story = ringing.configured { $0.change(.sales) { $0.strikesPauseMs = .minutes(2) } }
    let run = try story.at(162_000, .accepts(.anna)).at(170_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 41_000, until: 170_000) == [
        "41000 offer.expired 1 anna", "41000 agent.struck anna 2", "41000 agent.becameNotReady anna missedOffers",
        "161000 agent.becameReady anna", "161000 offer.made 1 anna", "162000 offer.accepted 1 anna",
        "162500 offer.joined 1 anna", "162500 conversation.started 1 anna",
      ])
    try await story.everyOrder(
      of: [.pauses(.anna), .isReady(.anna), .hangsUp(.one), .agent(.anna, .leaves)], at: 161_000,
      then: { $0.at(300_000, .hangsUp(.one)) })
  }

  /// Connect #292: the call that the only agent refuses came back again and again.
  @Test func theOnlyAgentRefuses() async throws {
    let run = try ringing.at(5_000, .refuses(.anna)).at(6_000, .refuses(.anna)).at(60_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000) == [
        "5000 offer.rejected 1 anna", "5000 agent.struck anna 1", "5000 offer.made 1 anna",
        "6000 offer.rejected 1 anna", "6000 agent.struck anna 2", "6000 agent.becameNotReady anna missedOffers",
        "60000 entry.abandoned 1 waiting", "60000 call.ended 1 abandoned caller",
      ])
    try await ringing.at(5_000, .refuses(.anna)).everyOrder(
      of: [.refuses(.anna), .accepts(.anna), .hangsUp(.one), .isReady(.anna)], at: 6_000,
      then: { $0.at(120_000, .hangsUp(.one)) })
  }

  /// Not the same one twice running while there is another; and strikes are for each alone.
  @Test func twoTakeTurns() async throws {
    let story = PathStory.staffed(.anna, .clara).at(1_000, .calls(.one, .sales))
    let run = try story.at(22_000, .refuses(.clara)).at(50_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 21_000) == [
        "21000 offer.expired 1 anna", "21000 agent.struck anna 1", "21000 offer.made 1 clara",
        "22000 offer.rejected 1 clara", "22000 agent.struck clara 1", "22000 offer.made 1 anna",
        "42000 offer.expired 1 anna", "42000 agent.struck anna 2", "42000 agent.becameNotReady anna missedOffers",
        "42000 offer.made 1 clara", "50000 offer.cancelled 1 clara", "50000 entry.abandoned 1 offered",
        "50000 call.ended 1 abandoned caller",
      ])
    try await story.everyOrder(
      of: [.accepts(.anna), .refuses(.clara), .hangsUp(.one), .pauses(.clara), .calls(.two, .sales)], at: 21_000,
      then: { $0.at(200_000, .hangsUp(.one), .hangsUp(.two)) })
  }

  /// Twilio's taskrouter.js #2: the device is not registered. No strike; it is left alone, longer each time.
  @Test func theDeviceIsDead() async throws {
    let story = PathStory.staffed(.boris).at(500, .agent(.boris, .phoneIsDead)).at(1_000, .calls(.one, .support))
    let run = try story.at(100_000, .agent(.boris, .phoneLives)).at(137_000, .accepts(.boris)).at(
      150_000, .hangsUp(.one)
    )
    .run()
    #expect(run.problems == [])
    #expect(
      run.events.filter { $0.type == "offer.made" }.map(\.ms) == [1_000, 6_000, 16_000, 36_000, 76_000, 136_000])
    #expect(run.count("agent.struck") == 0)
    #expect(run.count("conversation.started") == 1)
    try await story.everyOrder(
      of: [
        .agent(.boris, .phoneLives), .agent(.boris, .losesStation), .agent(.boris, .regainsStation), .hangsUp(.one),
      ], at: 16_000, then: { $0.at(300_000, .hangsUp(.one)) })
  }

  /// OpenSIPS #2886: the call of whom the first one refuses goes on; its push to the very top would jump over two.
  @Test func whoIsRefusedKeepsHisPlace() async throws {
    let story = PathStory.staffed(.anna).configured {
      $0.change(.support) {
        $0.classes = [PriorityClass(priority: 1, offsetMs: .minutes(1), accelerationPercent: 100)]
      }
    }
    .at(1_000, .calls(.one, .support)).at(2_000, .calls(.two, .support)).at(
      3_000, .calls(.three, .support, priority: 1))
    let free: [ScriptedAct] = [
      .agent(.boris, .logsIn), .agent(.boris, .isReady), .agent(.daria, .logsIn), .agent(.daria, .isReady),
    ]
    let rest: @Sendable (PathStory) -> PathStory = {
      $0.at(200_000, .hangsUp(.one), .hangsUp(.two), .hangsUp(.three))
    }
    let run = try rest(story.at(5_000, [.refuses(.anna)] + free)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000, until: 6_000).filter { $0.contains("offer.made") } == [
        "5000 offer.made 3 anna", "5000 offer.made 1 boris", "5000 offer.made 2 daria",
      ])
    try await story.everyOrder(
      of: [.refuses(.anna), .agent(.boris, .logsIn), .agent(.boris, .isReady), .hangsUp(.two), .accepts(.anna)],
      at: 5_000, then: rest)
  }
}
