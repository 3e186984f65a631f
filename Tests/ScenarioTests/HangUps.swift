import Events
import Testing
import TrunklineTesting
import Values

/// Ref 6.2 (FreeSWITCH #2529 and #2530, Connect #559): the caller goes at every step of an offer. He is counted once,
/// nobody talks to nobody, and the agent is free for the next one.
@Suite struct HangUps {
  struct Step: Sendable, CustomTestStringConvertible {
    let name: String
    let acts: [(ms: Int64, act: ScriptedAct)]
    let expected: [String]
    var testDescription: String { name }
  }

  /// One rings at Anna's from 1 s.
  private static let gone = ScriptedAct.hangsUp(.one)
  private static let yes = ScriptedAct.accepts(.anna)
  private static func abandoned(_ ms: Int, accepted: Bool = false) -> [String] {
    (accepted ? ["5000 offer.accepted 1 anna"] : [])
      + ["\(ms) offer.cancelled 1 anna", "\(ms) entry.abandoned 1 offered", "\(ms) call.ended 1 abandoned caller"]
  }
  private static let answered = [
    "5000 offer.accepted 1 anna", "5500 offer.joined 1 anna", "5500 conversation.started 1 anna",
    "5501 conversation.ended 1 anna caller", "5501 call.ended 1 answered caller",
  ]

  static let steps = [
    Step(name: "as it begins to ring", acts: [(1_000, gone), (5_000, yes)], expected: abandoned(1_000)),
    Step(name: "while it rings", acts: [(3_000, gone), (5_000, yes)], expected: abandoned(3_000)),
    Step(name: "before the answer", acts: [(5_000, gone), (5_000, yes)], expected: abandoned(5_000)),
    Step(
      name: "after the answer", acts: [(5_000, yes), (5_000, gone)], expected: abandoned(5_000, accepted: true)),
    Step(
      name: "while it is put through", acts: [(5_000, yes), (5_200, gone)], expected: abandoned(5_200, accepted: true)),
    Step(
      name: "as it is put through", acts: [(5_000, yes), (5_500, gone)], expected: abandoned(5_500, accepted: true)),
    Step(name: "at the first word", acts: [(5_000, yes), (5_501, gone)], expected: answered),
  ]

  @Test(arguments: steps) func theCallerGoes(_ step: Step) throws {
    var story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support))
    for (ms, act) in step.acts { story = story.at(ms, act) }
    let run = try story.at(10_000, .calls(.two, .support)).at(11_000, .hangsUp(.two)).run()
    #expect(run.problems == [])
    let offer = ["1000 call.arrived 1", "1000 entry.enqueued 1 support"]
    let isAtOnce = step.expected.first?.hasPrefix("1000 ") == true
    // Who comes and goes at one moment is gone before routing looks.
    let expected =
      isAtOnce
      ? offer + ["1000 entry.abandoned 1 waiting", "1000 call.ended 1 abandoned caller"]
      : offer + ["1000 offer.made 1 anna"] + step.expected
    #expect(run.story(from: 1_000, until: 10_000) == expected)
    #expect(
      run.story(from: 10_000, until: 11_000).last == "10000 offer.made 2 anna", "she is free, and without a strike")
  }

  @Test func inEveryOrder() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .support))
    let once: @Sendable (PathRun) -> [String] = { run in
      let ends = run.count("entry.abandoned") + run.count("conversation.started")
      return (ends == 1 ? [] : ["\(ends) outcomes"]) + (run.count("agent.struck") == 0 ? [] : ["a strike"])
    }
    try await story.everyOrder(
      of: [Self.gone, Self.yes, .pauses(.anna), .agent(.anna, .phoneFails)], at: 5_000,
      then: { $0.at(60_000, Self.gone) }, check: once)
    // About the moment at which the line is through.
    try await story.at(5_000, Self.yes).everyOrder(
      of: [Self.gone, .pauses(.anna), .agentHangsUp(.anna), .agent(.anna, .losesStation)], at: 5_500,
      then: { $0.at(60_000, Self.gone) }, check: once)
  }

  /// Kazoo's “ghost call”: nobody is logged in, the caller goes, then somebody comes.
  @Test func whoIsGoneIsNotOffered() async throws {
    let story = PathStory()
    let run = try story.at(1_000, .calls(.one, .support)).at(5_000, .hangsUp(.one))
      .at(6_000, .agent(.anna, .logsIn), .agent(.anna, .isReady)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 5_000) == [
        "5000 entry.abandoned 1 waiting", "5000 call.ended 1 abandoned caller", "6000 agent.loggedIn anna",
        "6000 agent.becameReady anna",
      ])
    try await story.everyOrder(
      of: [.calls(.one, .support), .hangsUp(.one), .agent(.anna, .logsIn), .agent(.anna, .isReady)], at: 5_000,
      then: { $0.at(60_000, .hangsUp(.one)) })
  }

  /// Both hang up at once.
  @Test func bothHangUp() async throws {
    let story = PathStory.staffed(.anna).at(1_000, .calls(.one, .sales)).at(2_000, .accepts(.anna))
    let run = try story.at(9_000, .agentHangsUp(.anna), .hangsUp(.one)).run()
    #expect(run.problems == [])
    #expect(
      run.story(from: 9_000) == [
        "9000 conversation.ended 1 anna agent", "9000 agent.wrapUpStarted anna 1", "9000 call.ended 1 answered agent",
        "39000 agent.wrapUpEnded anna timer",
      ])
    try await story.everyOrder(
      of: [.agentHangsUp(.anna), .hangsUp(.one), .supervisor(.endCall(EndCall(call: .one))), .pauses(.anna)],
      at: 9_000, then: { $0.at(60_000, .hangsUp(.one)) },
      check: { $0.count("conversation.ended") == 1 ? [] : ["the conversation does not end once"] })
  }
}
