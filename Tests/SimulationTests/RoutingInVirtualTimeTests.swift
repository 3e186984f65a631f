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
    #expect(outcome.callers == 600 && outcome.offers > 300 && outcome.faults > 0)
    #expect(outcome.open.isZero)
  }

  private func checks(_ file: String) throws -> [QueueingCheck] {
    let url = try #require(Bundle.module.url(forResource: "Data/\(file)", withExtension: nil))
    return try OracleFile(path: url.path).checks
  }

  @Test func everyCaseOfTheOraclesIsRead() throws {
    let routing = try checks("routing_cases.json")
    #expect(
      routing.map(\.stationary.name) == [
        "pooling, 1 skills", "pooling, 6 skills", "priority 1, static", "priority 2, ageing", "priority 3, ageing",
        "head start 1",
      ])
    #expect(routing.map(\.expectations.count) == [4, 3, 2, 2, 2, 3])
    #expect(routing[1].stationary.lines == 120 && routing[1].stationary.agents == 90)
    #expect(abs(routing[1].stationary.rate * 60 - 8.4) < 1e-9)
    #expect(try checks("erlang_cases.json").count == 8)
  }

  /// A short run has wide intervals; what they cover they must cover all the same.
  @Test(arguments: ["Erlang B4", "priority 3, ageing"])
  func aShortRunAgreesWithTheory(name: String) async throws {
    let all = try checks("erlang_cases.json") + checks("routing_cases.json")
    let check = try #require(all.first { $0.stationary.name == name })
    let chain = chain
    let verdicts = try await onOwnThread {
      let run = StationaryRun(Routing.plugin, chain: chain, seed: 1, batches: 20, callersPerBatch: 150)
      return check.verdicts(on: try run.result(of: check.stationary))
    }
    #expect(verdicts.count == check.expectations.count)
    #expect(verdicts.filter { !$0.agrees }.map(\.description) == [], "seed 1")
  }
}
