import CommandLineKit
import Routing
import SimulationTesting

extension TrunklineCheck {
  private static let calls = Option<Int>(
    "--calls", kind: .whole(100...1_000_000_000), default: 1_000_000, summary: "callers")

  static let soak = Command(
    "soak", summary: "many calls with faults on every line, and every rule checked", options: [calls, seed]
  ) { given in
    let soak = Soak(Routing.plugin, chain: chain, seed: UInt64(given[seed]), callers: UInt64(given[calls]))
    try given.console.out.line("seed \(soak.seed), \(soak.callers) callers")
    let outcome = try soak.run()
    try given.console.out.line(
      "\(outcome.callers) callers, \(outcome.offers) offers, \(outcome.commits) commits; \(outcome.faults) reports met a "
        + "fault, \(outcome.oddFacts) facts were odd, \(outcome.reconciled) calls were reconciled, \(outcome.prompts) prompts "
        + "were heard; head \(outcome.head.id)"
    )
    for finding in outcome.findings { try given.console.out.line("WRONG: \(finding)") }
    try given.console.out.line(outcome.findings.isEmpty ? "every rule holds" : "\(outcome.findings.count) findings")
    return outcome.findings.isEmpty ? .ok : .foundProblems
  }
}
