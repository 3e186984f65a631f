import Events
import Testing
import TrunklineTesting
import Values

/// Ref 6.17 (OpenSIPS #2530, #3123, FreeSWITCH #1973): the end of a call is never reported. Whatever touches the line
/// next finds out; else the watchdog ends the call an hour after it came.
@Suite struct LostSignals {
  private static let hour: Int64 = 3_601_000
  private let talking = PathStory.staffed(.anna).at(1_000, .calls(.one, .support)).at(2_000, .accepts(.anna))

  @Test func theWatchdogEndsAConversation() async throws {
    let story = talking.at(10_000, .hangsUpUnheard(.one)).at(3_000_000, .calls(.two, .support))
    let run = try story.at(3_605_000, .accepts(.anna)).at(3_610_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 10_000) == [
        "3000000 call.arrived 2", "3000000 entry.enqueued 2 support", "3601000 conversation.ended 1 anna system",
        "3601000 call.ended 1 answered system watchdog", "3601000 offer.made 2 anna", "3605000 offer.accepted 2 anna",
        "3605500 offer.joined 2 anna", "3605500 conversation.started 2 anna",
        "3610000 conversation.ended 2 anna caller", "3610000 call.ended 2 answered caller",
      ])
    try await talking.everyOrder(
      of: [.hangsUp(.one), .agentHangsUp(.anna), .pauses(.anna), .calls(.two, .support)], at: Self.hour,
      then: { $0.at(Self.hour + 60_000, .hangsUp(.one), .hangsUp(.two)) },
      check: { $0.count("conversation.ended") == 1 ? [] : ["the conversation does not end once"] })
  }

  @Test func theWatchdogEndsAWait() async throws {
    let story = PathStory().at(1_000, .calls(.one, .support)).at(5_000, .hangsUpUnheard(.one))
    let run = try story.run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000) == ["3601000 entry.failed 1 watchdog", "3601000 call.ended 1 failed system watchdog"])
    try await story.everyOrder(
      of: [
        .agent(.anna, .logsIn), .agent(.anna, .isReady), .accepts(.anna), .calls(.two, .support), .callback(.one),
      ], at: Self.hour, then: { $0.at(Self.hour + 60_000, .hangsUp(.two)) })
  }

  /// The adapter knows its lines: who is to ring for a caller without one hears nothing, and the caller is gone.
  @Test func theNextOfferFindsOut() async throws {
    let story = PathStory().at(1_000, .calls(.one, .support)).at(5_000, .hangsUpUnheard(.one))
    let run = try story.at(10_000, .agent(.anna, .logsIn), .agent(.anna, .isReady)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 10_000) == [
        "10000 agent.loggedIn anna", "10000 agent.becameReady anna", "10000 offer.made 1 anna",
        "10000 offer.cancelled 1 anna", "10000 entry.abandoned 1 offered",
        "10000 call.ended 1 abandoned caller lineGone",
      ])
  }

  @Test func theAnswerFindsOut() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support))
    let run = try story.at(3_000, .hangsUpUnheard(.one)).at(5_000, .accepts(.anna)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 3_000) == [
        "5000 offer.accepted 1 anna", "5000 offer.cancelled 1 anna", "5000 entry.abandoned 1 offered",
        "5000 call.ended 1 abandoned caller lineGone",
      ])
    try await story.everyOrder(
      of: [.hangsUpUnheard(.one), .accepts(.anna), .pauses(.anna), .calls(.two, .support)], at: 5_000,
      then: { $0.at(60_000, .hangsUp(.two)) })
  }

  /// The agent's phone never said that the line is through: after the grace the caller waits again, at his old place.
  @Test func theJoinIsNeverReported() async throws {
    var story = PathStory.staffed(.anna, .boris).at(1_000, .calls(.one, .support)).at(5_000, .accepts(.anna))
    story.throughAfter = .minutes(60 * 24)
    let run = try story.at(40_000, .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000) == [
        "5000 offer.accepted 1 anna", "31000 offer.failed 1 anna joinFailed", "31000 offer.made 1 boris",
        "40000 offer.cancelled 1 boris", "40000 entry.abandoned 1 offered", "40000 call.ended 1 abandoned caller",
      ])
    try await story.everyOrder(
      of: [.hangsUp(.one), .agent(.anna, .phoneFails), .accepts(.boris), .pauses(.anna)], at: 31_000,
      then: { $0.at(90_000, .hangsUp(.one)) })
  }
}
