import Calls
import CommandLineKit
import Events
import Values
import WireRuntime

/// `trunkline why`: the reasons behind routing, as they were written down when it decided.
enum WhyCommand {
  static let callID = Argument<CallID>("CALL", kind: .id, summary: "the call's id, as `get calls` shows it")
  static let agentID = Argument<AgentID>("AGENT", kind: .name, summary: "the agent's id")
  static let limit = Option<Int?>("--limit", "-n", kind: .whole(1...10_000), summary: "the last so many (default: 20)")

  static let command = Command(
    "why", summary: "why this caller first, why this agent, why nobody",
    discussion: """
      Every decision of routing is an event with its candidates, their terms, and what kept the others out. Nothing is \
      computed again here, so the answer is that of the day.
      """,
    commands: [call, agent])

  static let call = CommandLineKit.Command(
    "call", summary: "what was decided about a call, in order", arguments: [callID],
    options: [CommonOptions.centre, StandardOptions.format],
    examples: [.init("trunkline why call 6ed6f1b5a0000000000000000000002a", "its offers, and what else there was")],
    seeAlso: ["get", "events"]
  ) { given in
    try await show(given) { reading, rows in
      // Rows that are being made tell nothing.
      try await reading.reasons(of: given[callID], ended: try? await rows.end(of: given[callID]))
    }
  }

  static let agent = CommandLineKit.Command(
    "agent", summary: "the last decisions that an agent was part of", arguments: [agentID],
    options: [CommonOptions.centre, limit, StandardOptions.format],
    examples: [.init("trunkline why agent agent-07 --limit 5", "why he, or why another one")],
    seeAlso: ["get", "events"]
  ) { given in
    try await show(given) { reading, _ in try await reading.reasons(of: given[agentID], last: given[limit] ?? 20) }
  }

  private static let columns: [Column] = [
    .number("occurredAt", "At"), .text("call", "Call"), .text("what", "What"),
    Column("why", "Why", alignment: .left, shrinks: false),
  ]

  private static func show(
    _ given: Invocation, _ find: (ReasonReading, CallsReports) async throws -> [Reason]
  ) async throws -> ExitCode {
    try await Installation.with(given) {
      let centre = try await $0.centre(given[CommonOptions.centre])
      let reasons = try await find(ReasonReading(centre: centre, loader: $0.loader), CallsReports($0.store))
      if reasons.isEmpty { try given.console.remark("routing has decided nothing about that in centre \(centre)") }
      let rows: [[Cell]] = reasons.map {
        [.instant($0.at), .text("\($0.call)"), .text($0.what), .text($0.why)]
      }
      try RowWriter.show(rows, columns: columns, format: given[StandardOptions.format], console: given.console)
      return .ok
    }
  }
}
