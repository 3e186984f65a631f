import CommandLineKit
import Routing
import SimulationTesting

extension TrunklineBenchmark {
  private static let calls = Option<Int?>("--calls", kind: .whole(1_000...1_000_000_000), summary: "callers")
  private static let seed = Option<Int>("--seed", kind: .whole(0...Int.max), default: 1, summary: "of all chance")
  private static let callsMax = Option<Int>(
    "--calls-max", kind: .whole(1_000...1_000_000_000), default: 20_000_000,
    summary: "a case runs longer, up to so many callers, until its intervals are narrow")
  private static let only = Option<String?>("--only", kind: .text, summary: "cases whose name has this in it")
  private static let files = Argument<[String]>("FILE", kind: .file, summary: "cases, as JSON")

  static let simulate = Command(
    "simulate", summary: "calls a second through core, routing and log in virtual time", options: [calls]
  ) { given in
    let writer = FigureWriter(console: given.console, json: given[json])
    try SimulateBenchmark(writer: writer, calls: UInt64(given[calls] ?? 200_000), rounds: given[rounds]).run()
    return .ok
  }

  static let soak = Command(
    "soak", summary: "many calls with faults on every line, and every rule checked", options: [calls, seed]
  ) { given in
    let soak = Soak(
      Routing.plugin, chain: BenchmarkServer.chain, seed: UInt64(given[seed]),
      callers: UInt64(given[calls] ?? 1_000_000))
    try given.console.out.line("seed \(soak.seed), \(soak.callers) callers")
    let outcome = try soak.run()
    try given.console.out.line(
      "\(outcome.callers) callers, \(outcome.offers) offers, \(outcome.commits) commits; \(outcome.faults) reports met a "
        + "fault, \(outcome.oddFacts) facts were odd, \(outcome.reconciled) calls were reconciled; head \(outcome.head.id)"
    )
    for finding in outcome.findings { try given.console.out.line("WRONG: \(finding)") }
    try given.console.out.line(outcome.findings.isEmpty ? "every rule holds" : "\(outcome.findings.count) findings")
    return outcome.findings.isEmpty ? .ok : .foundProblems
  }

  static let queueing = Command(
    "queueing", summary: "core and routing against queueing theory", arguments: [files],
    options: [seed, callsMax, only]
  ) { given in
    var disagreements = 0
    var count = 0
    for path in given[files] {
      for check in try OracleFile(path: path).checks
      where given[only].map({ check.stationary.name.contains($0) }) ?? true {
        let run = StationaryRun(
          Routing.plugin, chain: BenchmarkServer.chain, seed: UInt64(given[seed]), batches: 30, callersPerBatch: 10_000)
        for verdict in try check.verdicts(from: run, callersMax: given[callsMax]) {
          try given.console.out.line(verdict.description)
          try given.console.out.flush()
          count += 1
          if !verdict.agrees || !verdict.isNarrow { disagreements += 1 }
        }
      }
    }
    try given.console.out.line("\(count) figures, \(disagreements) of them not as they should be")
    // Intervals of 99 % miss about one in a hundred.
    return disagreements <= max(0, count * 3 / 100) ? .ok : .foundProblems
  }
}
