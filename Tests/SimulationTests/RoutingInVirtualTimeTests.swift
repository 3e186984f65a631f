import Digest
import EventLog
import Foundation
import Routing
import SimulationTesting
import Testing

/// The real core and the real routing against theory and under faults. Long runs: scripts/check-queueing, scripts/soak.
@Suite struct RoutingInVirtualTimeTests {
  private let chain = Chain(hash: { SHA256.digest($0, $1) })

  @Test(arguments: [1] as [UInt64])
  func withFaultsOnEveryLineEveryRuleHolds(seed: UInt64) async throws {
    let chain = chain
    let outcome = try await onOwnThread { try Soak(Routing.plugin, chain: chain, seed: seed, callers: 600).run() }
    #expect(outcome.findings == [], "seed \(seed)")
    #expect(outcome.callers == 600 && outcome.offers > 300 && outcome.faults > 0 && outcome.prompts > 0)
    #expect(outcome.open.isZero)
  }

  @Test func oneSeedGivesOneLogWithFaultsAndFlows() async throws {
    let chain = chain
    let outcomes = try await onOwnThread {
      try [7, 7, 8].map { try Soak(Routing.plugin, chain: chain, seed: $0, callers: 300).run() }
    }
    #expect(outcomes[0].head == outcomes[1].head)
    #expect(outcomes[0].head.id != outcomes[2].head.id)
    #expect(outcomes[0].prompts > 0 && outcomes[0].faults > 0)
  }

  private func oracles(_ file: String) throws -> OracleFile {
    let url = try #require(Bundle.module.url(forResource: "Data/\(file)", withExtension: nil))
    return try OracleFile(path: url.path)
  }

  @Test func everyCaseOfTheOraclesIsRead() throws {
    let routing = try oracles("routing_cases.json")
    let checks = routing.checks
    #expect(
      checks.map(\.stationary.name) == [
        "pooling, 1 skills", "pooling, 6 skills", "priority 1, static", "priority 2, ageing", "priority 3, ageing",
        "head start 1",
      ])
    #expect(checks.map(\.expectations.count) == [4, 3, 2, 2, 2, 3])
    #expect(checks[1].stationary.lines == 120 && checks[1].stationary.agents == 90)
    #expect(abs(checks[1].stationary.rate * 60 - 8.4) < 1e-9)
    #expect(checks[1].expectations.map { $0.exact == nil } == [false, false, false])
    #expect(routing.skipped.map(\.subject) == ["pooling, 6 skills, primary_fraction", "ewt"])
    let erlang = try oracles("erlang_cases.json")
    #expect(erlang.checks.count == 8)
    #expect(erlang.checks.map(\.expectations.count) == [2, 2, 5, 5, 5, 10, 10, 10])
    #expect(erlang.skipped.last?.subject == "staffing")
  }

  /// A short run has wide intervals; what they cover they must cover all the same.
  @Test(arguments: ["Erlang B4", "priority 3, ageing"])
  func aShortRunAgreesWithTheory(name: String) async throws {
    let all = try oracles("erlang_cases.json").checks + oracles("routing_cases.json").checks
    let check = try #require(all.first { $0.stationary.name == name })
    let run = StationaryRun(Routing.plugin, chain: chain, seed: 1, batches: 20, callersPerBatch: 150)
    let verdicts = try await onOwnThread { check.verdicts(on: try run.result(of: check.stationary)) }
    #expect(verdicts.count == check.expectations.count)
    #expect(verdicts.filter { !$0.agrees }.map(\.description) == [], "seed 1")
  }

  /// The check can fail: with the speeds of the two classes changed for each other, and with too few callers.
  @Test func aWrongExpectationIsFoundTwice() async throws {
    let check = try #require(
      try oracles("routing_cases.json").checks.first { $0.stationary.name == "priority 3, ageing" })
    var wrong = check.stationary
    wrong.classes[0].accelerationPercent = check.stationary.classes[1].accelerationPercent
    wrong.classes[1].accelerationPercent = check.stationary.classes[0].accelerationPercent
    let run = StationaryRun(Routing.plugin, chain: chain, seed: 1, batches: 20, callersPerBatch: 150)
    let (faults, lines) = try await onOwnThread { [wrong] in
      var lines: [String] = []
      let faults = try QueueingCheck(wrong, check.expectations).faults(from: run, callersMax: 6_000) {
        lines.append($0)
      }
      return (faults, lines)
    }
    #expect(faults == [.wait(priority: 1), .wait(priority: 2)])
    #expect(lines.count { $0.contains("DISAGREES") } == 4)
    #expect(lines.count { $0.contains("with seed 2") } == 1)
  }
}
