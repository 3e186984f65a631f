import Events
import Testing
import TrunklineTesting
import Values

/// What agents choose, and when it holds: never lost, and before routing sees them.
@Suite struct StatusStories {
  /// Anna wraps up call one of `sales` from 10 s; her limit is 40 s.
  private let wrappingUp = PathStory.staffed(.anna).at(1_000, .calls(.one, .sales)).at(2_000, .accepts(.anna))
    .at(10_000, .hangsUp(.one))

  /// FreeSWITCH #800: the offer came back again and again.
  @Test func aPauseWhileItRings() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support))
    let run = try story.at(5_000, .pauses(.anna)).at(10_000, .isReady(.anna)).at(12_000, .accepts(.anna))
      .at(30_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000) == [
        "5000 offer.rescinded 1 anna withdrawn", "5000 agent.becameNotReady anna lunch", "10000 agent.becameReady anna",
        "10000 offer.made 1 anna", "12000 offer.accepted 1 anna", "12500 offer.joined 1 anna",
        "12500 conversation.started 1 anna", "30000 conversation.ended 1 anna caller",
        "30000 call.ended 1 answered caller",
      ])
    try await story.everyOrder(
      of: [.pauses(.anna), .accepts(.anna), .refuses(.anna), .hangsUp(.one)], at: 5_000,
      then: { $0.at(60_000, .hangsUp(.one)) },
      check: { $0.centre.agents[.anna]?.status == .ready ? ["her pause is lost"] : [] })
  }

  /// Ref 6.5, Connect's “sliver of time”: a pause that was asked for begins with the end of the wrap-up.
  @Test func wrapUpEndsAgainstAPendingPause() async throws {
    let story = wrappingUp.at(30_000, .calls(.two, .sales))
    let run = try story.at(20_000, .pauses(.anna)).at(50_000, .isReady(.anna)).at(51_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 10_000, until: 51_000) == [
        "10000 conversation.ended 1 anna caller", "10000 agent.wrapUpStarted anna 1",
        "10000 call.ended 1 answered caller", "20000 agent.pendingStatusSet anna lunch", "30000 call.arrived 2",
        "30000 entry.enqueued 2 sales", "40000 agent.wrapUpEnded anna timer", "40000 agent.becameNotReady anna lunch",
        "50000 agent.becameReady anna", "50000 offer.made 2 anna",
      ])
  }

  /// The same at one moment with a call that comes in.
  @Test func wrapUpEndsAsACallComesIn() async throws {
    let run = try wrappingUp.at(40_000, .pauses(.anna), .calls(.two, .sales)).at(41_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 40_000, until: 41_000) == [
        "40000 agent.wrapUpEnded anna timer", "40000 agent.becameNotReady anna lunch", "40000 call.arrived 2",
        "40000 entry.enqueued 2 sales",
      ])
    try await wrappingUp.everyOrder(
      of: [.pauses(.anna), .calls(.two, .sales), .endsWrapUp(.anna), .accepts(.anna)], at: 40_000,
      then: { $0.at(90_000, .hangsUp(.two)) },
      check: { run in
        let pending = run.events.firstIndex { $0.type == "agent.pendingStatusSet" } ?? run.events.endIndex
        let slipped = run.events[pending...].contains { $0.text.contains("offer.made 2") }
        return (slipped ? ["an offer slipped in before her pause"] : [])
          + (run.centre.agents[.anna]?.status == .ready ? ["her pause is lost"] : [])
      })
  }

  /// Connect #613: the newest explicit choice wins.
  @Test func theNewestChoiceWins() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support)).at(2_000, .accepts(.anna))
      .at(3_000, .calls(.two, .support))
    let run = try story.at(5_000, .pauses(.anna)).at(6_000, .isReady(.anna)).at(10_000, .hangsUp(.one))
      .at(11_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000, until: 11_000) == [
        "5000 agent.pendingStatusSet anna lunch", "6000 agent.pendingStatusSet anna ready",
        "10000 conversation.ended 1 anna caller", "10000 call.ended 1 answered caller", "10000 offer.made 2 anna",
      ])
    try await story.everyOrder(
      of: [.pauses(.anna), .isReady(.anna), .hangsUp(.one), .agent(.anna, .pauses("coffee"))], at: 8_000,
      then: { $0.at(60_000, .hangsUp(.one), .hangsUp(.two)) })
  }

  /// Asterisk #1006, OpenSIPS #2679: everybody's wrap-up is his own.
  @Test func everybodysWrapUpIsHisOwn() async throws {
    let story = PathStory.staffed(.anna, .clara).at(1_000, .calls(.one, .sales), .calls(.two, .sales))
      .at(2_000, .accepts(.anna), .accepts(.clara))
    let run = try story.at(10_000, .hangsUp(.one)).at(20_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 30_000) == ["40000 agent.wrapUpEnded anna timer", "50000 agent.wrapUpEnded clara timer"])
    try await story.everyOrder(
      of: [.hangsUp(.one), .hangsUp(.two), .endsWrapUp(.anna), .calls(.three, .sales)], at: 10_000,
      then: { $0.at(120_000, .hangsUp(.three)) })
  }

  /// Asterisk's second and jambonz' five: who frees is offered at the same moment.
  @Test func whoFreesIsOfferedAtOnce() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support)).at(2_000, .accepts(.anna))
    let run = try story.at(3_000, .calls(.two, .support)).at(10_007, .hangsUp(.one)).at(11_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 10_000, until: 11_000) == [
        "10007 conversation.ended 1 anna caller", "10007 call.ended 1 answered caller", "10007 offer.made 2 anna",
      ])
    try await story.everyOrder(
      of: [.hangsUp(.one), .calls(.two, .support), .calls(.three, .support), .agent(.anna, .leaves)], at: 10_000,
      then: { $0.at(60_000, .hangsUp(.one), .hangsUp(.two), .hangsUp(.three)) })
  }
}
