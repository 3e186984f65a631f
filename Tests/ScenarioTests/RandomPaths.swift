import Events
import Foundation
import SimulationTesting
import Testing
import TrunklineTesting
import Values

/// Everything that anybody may do, by chance, much of it at the same moment. `TRUNKLINE_PATHS=20000` runs more,
/// `TRUNKLINE_SEED=17` runs one again.
@Suite struct RandomPaths {
  @Test func everyRuleHolds() async throws {
    let environment = ProcessInfo.processInfo.environment
    let one = environment["TRUNKLINE_SEED"].flatMap { UInt64($0) }
    let count = environment["TRUNKLINE_PATHS"].flatMap { UInt64($0) } ?? 200
    let seeds = one.map { $0..<$0 + 1 } ?? 1..<count + 1
    let (problems, conversations) = try await onOwnThread {
      var problems: [String] = []
      var conversations = 0
      for seed in seeds where problems.count < 5 {
        let run = try Self.story(seed: seed).run()
        conversations += run.count("conversation.started")
        problems += run.problems.prefix(1).map { "seed \(seed): \($0)" }
      }
      return (problems, conversations)
    }
    #expect(problems == [])
    #expect(conversations > seeds.count / 2, "hardly anybody talks")
  }

  private static let agents: [AgentID] = [.anna, .boris, .clara, .daria]
  private static let calls = (1...12).map { CallID.call($0) }

  static func story(seed: UInt64) -> PathStory {
    var random = ScheduleRandom(seed: seed)
    var story = PathStory.staffed(.anna, .boris, .clara).configured {
      $0.change(.sales) { $0.relaxation = [RelaxationStep(afterMs: .seconds(40))] }
      $0.change(.support) { $0.waitMsMax = .seconds(90) }
    }
    story.throughAfter = Milliseconds(Int64(random.below(3)) * 500)
    var ms: Int64 = 1_000
    for _ in 0..<120 {
      // Often at the same moment, often where a deadline is, seldom later.
      ms += random.chance(60) ? 0 : random.chance(50) ? 1 : Int64(random.below(5)) * 2_500
      story = story.at(ms, act(&random))
    }
    return story.at(ms + 300_000, calls.map { .hangsUp($0) })
  }

  private static func act(_ random: inout ScheduleRandom) -> ScriptedAct {
    let call = random.one(of: calls) ?? .one
    let agent = random.one(of: agents) ?? .anna
    switch random.below(24) {
    case 0..<5: return .calls(call, random.chance(50) ? .sales : .support, priority: 0)
    case 5..<10: return .accepts(agent)
    case 10: return .hangsUp(call)
    case 11: return .hangsUpUnheard(call)
    case 12: return .agentHangsUp(agent)
    case 13: return .refuses(agent)
    case 14: return .pauses(agent)
    case 15, 16: return .isReady(agent)
    case 17: return .endsWrapUp(agent)
    case 18: return .agent(agent, random.chance(50) ? .losesStation : .regainsStation)
    case 19: return .agent(agent, .phoneFails)
    case 20: return .agent(agent, random.chance(50) ? .logsIn : .leaves)
    case 21: return .offers(call, random.chance(50) ? agents : [agent])
    case 22: return .callback(call)
    default: return .supervisor(random.chance(50) ? .logOut(LogOut(agent: agent)) : .endCall(EndCall(call: call)))
    }
  }
}
