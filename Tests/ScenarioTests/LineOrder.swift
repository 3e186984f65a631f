import Events
import Testing
import TrunklineTesting
import Values

/// Who is next, and who never blocks whom.
@Suite struct LineOrder {
  /// Asterisk #1561: calls of a more important queue that the agent may not take kept him from the one that he may.
  @Test func whoMayNotBeServedBlocksNobody() async throws {
    let important = PathStory().configured {
      $0.change(.sales) { $0.classes = [PriorityClass(priority: 9, offsetMs: .minutes(60), accelerationPercent: 100)] }
    }
    let run = try important.at(1_000, .calls(.one, .sales, priority: 9)).at(2_000, .calls(.two, .support))
      .at(3_000, .calls(.three, .sales, priority: 9)).at(4_000, .agent(.boris, .logsIn), .agent(.boris, .isReady))
      .at(5_000, .accepts(.boris)).at(9_000, .hangsUp(.one), .hangsUp(.two), .hangsUp(.three)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 4_000, until: 9_000) == [
        "4000 agent.loggedIn boris", "4000 agent.becameReady boris", "4000 offer.made 2 boris",
        "5000 offer.accepted 2 boris", "5500 offer.joined 2 boris", "5500 conversation.started 2 boris",
      ])
    try await important.everyOrder(
      of: [
        .calls(.one, .sales, priority: 9), .calls(.two, .support), .calls(.three, .sales, priority: 9),
        .agent(.boris, .logsIn), .agent(.boris, .isReady),
      ], at: 4_000,
      then: {
        $0.at(30_000, .agent(.boris, .logsIn), .agent(.boris, .isReady)).at(31_000, .accepts(.boris))
          .at(60_000, .hangsUp(.one), .hangsUp(.two), .hangsUp(.three))
      },
      check: {
        $0.count("conversation.started") { $0.hasSuffix("2 boris") } == 1 ? [] : ["Boris does not get call two"]
      })
  }

  /// Asterisk #202 and Connect's minute: a change of priority counts for who waits already, at once.
  @Test func aNewPriorityCountsAtOnce() async throws {
    let story = PathStory().configured {
      $0.change(.support) { $0.classes = [PriorityClass(priority: 1, offsetMs: .minutes(1), accelerationPercent: 100)] }
    }
    .at(1_000, .calls(.one, .support)).at(2_000, .calls(.two, .support))
    let raise = ScriptedAct.supervisor(.changePriority(ChangePriority(call: .two, priority: 1)))
    let run = try story.at(3_000, raise).at(4_000, .agent(.anna, .logsIn), .agent(.anna, .isReady))
      .at(5_000, .hangsUp(.one), .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 3_000, until: 5_000) == [
        "3000 entry.priorityChanged 2 1", "4000 agent.loggedIn anna", "4000 agent.becameReady anna",
        "4000 offer.made 2 anna",
      ])
    try await story.everyOrder(
      of: [raise, .agent(.anna, .logsIn), .agent(.anna, .isReady), .hangsUp(.one), .accepts(.anna)], at: 4_000,
      then: { $0.at(60_000, .hangsUp(.one), .hangsUp(.two)) })
  }

  /// Ref 6.10: who becomes able by a step of relaxation has the call at exactly that moment.
  @Test func relaxationIsToTheMillisecond() async throws {
    let story = PathStory.staffed(.boris).configured {
      $0.agents[1].queues = []
      $0.change(.sales) { $0.relaxation = [RelaxationStep(afterMs: .seconds(30))] }
    }
    .at(1_234, .calls(.one, .sales))
    let run = try story.at(40_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 2_000, until: 40_000) == ["31234 entry.requirementsRelaxed 1 1", "31234 offer.made 1 boris"])
    try await story.everyOrder(
      of: [.hangsUp(.one), .pauses(.boris), .isReady(.boris), .calls(.two, .support)], at: 31_234,
      then: { $0.at(90_000, .hangsUp(.one), .hangsUp(.two)) })
  }

  /// Ref 6.18: a configuration holds for who waits, at once.
  @Test func aNewConfigurationHoldsForWhoWaits() async throws {
    let story = PathStory.staffed(.boris).at(1_000, .calls(.one, .sales))
    var open = Configuration.path
    open.change(.sales) { $0.skills = [] }
    open.agents[1].queues = []
    let run = try story.at(10_000, .supervisor(.configure(Configure(configuration: open))))
      .at(20_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(run.story(from: 2_000, until: 20_000) == ["10000 offer.made 1 boris"])
    try await story.everyOrder(
      of: [
        .supervisor(.configure(Configure(configuration: open))), .calls(.two, .sales), .calls(.three, .support),
        .accepts(.boris), .hangsUp(.one),
      ], at: 10_000, then: { $0.at(60_000, .hangsUp(.one), .hangsUp(.two), .hangsUp(.three)) })
  }

  /// Ref 6.15: another queue does not make a caller a new one.
  @Test func anotherQueueKeepsTheFirstMoment() async throws {
    let story = PathStory().at(1_000, .calls(.one, .support)).at(2_000, .calls(.two, .sales))
    let moves: [ScriptedAct] = [
      .supervisor(.flowOut(FlowOut(call: .one, reason: .overflow, target: "sales"))),
      .supervisor(.enqueue(Enqueue(call: .one, queue: .sales))),
    ]
    let run = try story.at(10_000, moves).at(11_000, .agent(.anna, .logsIn), .agent(.anna, .isReady))
      .at(12_000, .hangsUp(.one), .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 10_000, until: 12_000) == [
        "10000 entry.flowedOut 1 overflow", "10000 entry.enqueued 1 sales", "11000 agent.loggedIn anna",
        "11000 agent.becameReady anna", "11000 offer.made 1 anna",
      ])
    try await story.everyOrder(
      of: moves + [.agent(.anna, .logsIn), .agent(.anna, .isReady), .hangsUp(.two)], at: 10_000,
      then: { $0.at(60_000, .hangsUp(.one), .hangsUp(.two)) })
  }
}
