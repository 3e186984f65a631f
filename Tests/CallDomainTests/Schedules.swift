import Foundation
import Testing
import TrunklineTesting

/// Seeded schedules. `TRUNKLINE_SCHEDULES=100000` runs more, `TRUNKLINE_SEED=17` runs one again. From a thousand on,
/// every transition, rejection, odd fact and contradiction must have come by.
@Suite struct Schedules {
  @Test func everyInvariantHoldsAndNothingIsUntried() {
    let environment = ProcessInfo.processInfo.environment
    let one = environment["TRUNKLINE_SEED"].flatMap { UInt64($0) }
    let count = environment["TRUNKLINE_SCHEDULES"].flatMap { UInt64($0) } ?? 1_000
    let seeds = one.map { $0..<$0 + 1 } ?? 1..<count + 1
    var coverage = ScheduleCoverage()
    var problems: [String] = []
    for seed in seeds {
      if let problem = ScheduleRun.problem(seed: seed, &coverage) { problems.append(problem) }
      if problems.count == 5 { break }
    }
    print("seeds \(seeds): \(coverage.commands) commands, \(coverage.events) events, \(coverage.duplicates) duplicates")
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
    guard count >= 1_000, one == nil, problems.isEmpty else { return }
    print(coverage.table)
    #expect(coverage.missing.isEmpty)
  }
}
