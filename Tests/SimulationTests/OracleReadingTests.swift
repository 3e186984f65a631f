import Foundation
import SimulationTesting
import Testing

/// Cases that nobody has seen: those of the known kinds are compared, all others are named.
@Suite struct OracleReadingTests {
  private func read(_ text: String) throws -> OracleFile { try OracleFile(Data(text.utf8)) }

  @Test func moreClassesAgentsAndPools() throws {
    let file = try read(
      """
      {"source": "somebody", "priority": [
        {"discipline": "static non-preemptive, class 1 first", "c": 3, "lam": [0.5, 0.7, 0.9], "mu": 1,
         "exact_mean_wait": [0.1, 0.2, 0.3]},
        {"discipline": "accumulating priority b1:b2:b3", "c": 2, "lam": [0.2, 0.2, 0.2], "mu": 0.5, "b": [3, 2, 1],
         "note": "mine", "sim": [{"mean": 1, "ci99_half": 0.1}, {"mean": 2, "ci99_half": 0.1},
         {"mean": 3, "ci99_half": 0.1}]}],
       "sbr": {"setup": "3 types, Poisson 0.5 calls/min each, exp service mean 4 min any agent, 9 agents, 14 trunks, \
      no abandonment; freed agent -> longest waiting of his skills",
        "exact_full_pooling_MM9_14": {"blocking": 0.01, "p_wait_le_1min": 0.9},
        "sim": {"3": {"p_wait_le_1min": {"mean": 0.9, "ci99_half": 0.01},
                      "blocking": {"mean": 0.01, "ci99_half": 0.001}},
                "2": {"blocking": {"mean": 0.01, "ci99_half": 0.001}}}}}
      """)
    #expect(file.skipped == [])
    #expect(
      file.checks.map(\.stationary.name) == [
        "pooling, 2 skills", "pooling, 3 skills", "priority 1, static", "priority 2, ageing",
      ])
    #expect(file.checks[1].stationary.within.count == 60_000)
    #expect(file.checks[1].stationary.types == 3 && file.checks[1].stationary.skillsPerAgent == 3)
    #expect(file.checks[1].expectations.map(\.exact) == [0.01, 0.9])
    #expect(file.checks[0].expectations.map(\.exact) == [nil])
    #expect(file.checks[2].stationary.classes.map(\.offset.count) == [1_728_000_000, 864_000_000, 0])
    #expect(file.checks[3].stationary.classes.map(\.accelerationPercent) == [10_000, 6_667, 3_333])
    #expect(file.checks[3].stationary.service.count == 1_200_000)
  }

  @Test func whatIsNotComparedIsNamed() throws {
    let file = try read(
      """
      {"jockeying": [{"c": 1}], "ewt": {"cases": []}, "priority": [
        {"discipline": "preemptive resume", "c": 1, "lam": [0.1], "mu": 1, "exact_mean_wait": [1]},
        {"discipline": "static non-preemptive", "c": 1, "lam": [0.1, 0.2], "mu": 1, "exact_mean_wait": [1]},
        {"discipline": "static non-preemptive", "c": 1, "lam": [0.6, 0.6], "mu": 1, "exact_mean_wait": [1, 2]},
        {"discipline": "static non-preemptive", "c": 1, "lam": [0.1], "mu": 0, "exact_mean_wait": [1]},
        {"discipline": "static non-preemptive", "c": 1, "lam": [0.1], "mu": 1, "theta": 1, "exact_mean_wait": [1]},
        {"discipline": "static non-preemptive", "c": "one"}, 7],
       "cases": [{"id": "X", "model": "M/G/1", "inputs": {"agents": 1, "lambda_per_s": 0.1, "aht_s": 1},
                  "sim_ciw": {"asa": {"mean": 1, "ci99_half": 0.1}}}]}
      """)
    #expect(file.checks.isEmpty)
    #expect(
      file.skipped.map(\.subject) == [
        "priority 1", "priority 2, static", "priority 3, static", "priority 4, static", "priority 5", "priority 6",
        "priority 7", "Erlang X", "ewt", "jockeying",
      ])
    #expect(file.skipped.last?.reason == "an unknown kind of case")
    #expect(file.skipped[4].reason.contains("‘theta’"))
  }

  /// Whom a freed agent takes first makes a difference where agents have some of the skills.
  @Test func anotherOrderOfWhoWaitsIsNotCompared() throws {
    let figures = #"{"blocking": {"mean": 0.01, "ci99_half": 0.001}, "primary_fraction": {"mean": 1, "ci99_half": 0}}"#
    let file = try read(
      """
      {"sbr": {"setup": "3 types, Poisson 0.5 calls/min each, exp service mean 4 min any agent, 9 agents, 14 trunks, \
      no abandonment; freed agent -> own skills in level order",
        "sim": {"1": \(figures), "2": \(figures), "3": \(figures)}}}
      """)
    #expect(file.checks.map(\.stationary.name) == ["pooling, 1 skills", "pooling, 3 skills"])
    #expect(file.checks.map(\.expectations.count) == [2, 1])
    #expect(
      file.skipped.map(\.subject) == [
        "pooling, 2 skills, blocking", "pooling, 2 skills, primary_fraction", "pooling, 2 skills",
        "pooling, 3 skills, primary_fraction",
      ])
  }

  @Test func whatIsNoFileOfCases() {
    for text in ["", "[]", "{", "7", "{\"priority\": 7"] {
      #expect(throws: OracleFile.Unreadable.self) { try OracleFile(path: temporary(text)) }
    }
  }

  private func temporary(_ text: String) throws -> String {
    let path = FileManager.default.temporaryDirectory.appending(
      path: "oracle-\(ProcessInfo.processInfo.processIdentifier)")
    try Data(text.utf8).write(to: path)
    return path.path
  }
}
