import CommandLineKit
import Routing
import SimulationTesting

extension TrunklineCheck {
  private static let callersMax = Option<Int>(
    "--calls-max", kind: .whole(1_000...1_000_000_000), default: 20_000_000,
    summary: "a case runs longer, up to so many callers, until its intervals are narrow")
  private static let only = Option<String?>("--only", kind: .text, summary: "cases whose name has this in it")
  private static let files = Argument<[String]>("FILE", kind: .file, summary: "cases, as JSON")

  static let queueing = Command(
    "queueing", summary: "core and routing against queueing theory", arguments: [files],
    options: [seed, callersMax, only]
  ) { given in
    var faults: [String] = []
    var count = 0
    let say: (String) throws -> Void = { line in
      try given.console.out.line(line)
      try given.console.out.flush()
    }
    for path in given[files] {
      let file = try OracleFile(path: path)
      for skipped in file.skipped { try say(skipped.description) }
      for check in file.checks where given[only].map({ check.stationary.name.contains($0) }) ?? true {
        let run = StationaryRun(
          Routing.plugin, chain: chain, seed: UInt64(given[seed]), batches: 30, callersPerBatch: 10_000)
        let found = try check.faults(from: run, callersMax: given[callersMax], tell: say)
        faults += found.map { "\(check.stationary.name): \($0)" }
        count += check.expectations.count
      }
    }
    guard count > 0 else { throw Failure(.badInput, "no case was compared") }
    for fault in faults { try say("WRONG: \(fault)") }
    try say("\(count) figures, \(faults.count) of them not as they should be")
    return faults.isEmpty ? .ok : .foundProblems
  }
}
