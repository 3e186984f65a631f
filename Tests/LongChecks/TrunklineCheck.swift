import CommandLineKit
import Digest
import EventLog
import Glibc
import SimulationTesting

/// Checks that take too long for every run of the tests: the real core and the real routing in virtual time.
@main struct TrunklineCheck {
  static let chain = Chain(hash: { SHA256.digest($0, $1) })
  static let seed = Option<Int>("--seed", kind: .whole(0...Int.max), default: 1, summary: "of all chance")

  static func main() async { exit(await program.run().rawValue) }

  private static let program = Program(
    "trunkline-check", summary: "Checks core and routing in virtual time, for longer than a test may take.",
    version: "0.1.0",
    discussion: "One seed gives one run, byte for byte: what it finds, it finds again.",
    commands: [soak, queueing], explain: explain)

  private static let explain: @Sendable (any Error) -> Failure? = { error in
    (error as? OracleFile.Unreadable).map { Failure(.badInput, $0.description) }
  }
}
