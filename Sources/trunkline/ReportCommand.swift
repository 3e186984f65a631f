import CommandLineKit
import KPI
import PluginKit
import Values

/// `trunkline report`: numbers of a centre.
enum ReportCommand {
  static let from = Option<Instant?>(
    "--from", kind: .instant, summary: "intervals that begin at this instant or later; a bare date is 00:00 UTC")
  static let to = Option<Instant?>("--to", kind: .instant, summary: "intervals that begin before this instant")
  static let by = Option<Grouping>(
    "--by", kind: .choice("GROUP"), default: .queue, summary: "all, queue or priority")
  static let byInterval = Flag("--by-interval", summary: "a row per agent and quarter of an hour, not per agent")

  enum Grouping: String, Choice { case all, queue, priority }

  static let wide = Flag("--wide", "-w", summary: "every column; files have them all anyway")

  private static let range: [any Parameter] = [CommonOptions.centre, from, to, wide, StandardOptions.format]

  /// What a table for people shows: what is asked first, in a width that a terminal has.
  private static let kpiShown = [
    "queue", "priority", "calls", "left_in_ivr", "offered", "answered", "abandoned", "sl_short_out", "asa_ms",
    "wait_p90_ms", "wait_max_ms", "aht_ms", "abandon_rate",
  ]
  private static let intervalsShown = [
    "interval_start_ms", "queue", "offered", "answered", "abandoned", "sl_short_out", "asa_ms", "wait_max_ms", "aht_ms",
    "abandon_rate",
  ]
  private static let agentsShown = [
    "interval_start_ms", "agent", "logged_in_ms", "idle_ms", "talking_ms", "wrapping_up_ms", "not_ready_ms",
    "occupancy",
    "conversations", "aht_ms", "strikes",
  ]

  static let command = Command(
    "report", summary: "service level, waits, abandons; by interval, by queue, by agent",
    seeAlso: ["events", "verify", "rebuild"], commands: [kpi, intervals, agents])

  static let kpi = Command(
    "kpi", summary: "the numbers of the whole range, by queue",
    discussion:
      "Every service level says its variant and target; formulas are in docs/glossary.md. “–” means that there is "
      + "nothing to divide by.",
    options: range + [by],
    examples: [.init("trunkline report kpi --from 1999-01-01 --to 1999-02-01 --by priority", "January by priority")]
  ) { given in
    let hidden = given[by] == .queue ? ["priority"] : given[by] == .priority ? ["queue"] : ["queue", "priority"]
    let shown = kpiShown.filter { !hidden.contains($0) }
    return try await show(given, shown) { reports, selection in
      let grouping: KPIGrouping =
        switch given[by] {
        case .all: .all
        case .queue: .queue
        case .priority: .priority
        }
      let report = try await reports.kpi(selection, by: grouping, open: nil)
      return (report.table, report.provenance)
    }
  }

  static let intervals = Command(
    "intervals", summary: "queue × quarter of an hour, by arrival",
    discussion: "The columns …_le20 count within the queue's target, which is 20 s unless it is configured otherwise.",
    options: range,
    examples: [
      .init("trunkline report intervals --from 1999-01-04 --to 1999-01-05 --format csv", "a day, for a spreadsheet")
    ]
  ) { given in
    try await show(given, intervalsShown) { reports, selection in
      (IntervalRow.table(try await reports.intervals(selection, open: nil)), nil)
    }
  }

  static let agents = Command(
    "agents", summary: "time by state, calls, handle time, occupancy of each agent",
    options: range + [byInterval],
    examples: [.init("trunkline report agents --from 1999-01-04 --to 1999-01-05", "a day by agent")]
  ) { given in
    let shown = given[byInterval] ? agentsShown : Array(agentsShown.dropFirst())
    return try await show(given, shown) { reports, selection in
      let rows = try await reports.agents(selection, byInterval: given[byInterval], open: nil)
      let inferred = rows.contains { $0.inferred }
      return (
        AgentRow.table(rows),
        inferred ? "Log-ins are inferred: from the first to the last conversation of a day." : nil
      )
    }
  }

  /// Brings the rows to the head of the log, then shows the report.
  private static func show(
    _ given: Invocation, _ shown: [String],
    _ report: @Sendable (KPIReports, KPISelection) async throws -> (ReportTable, String?)
  ) async throws -> ExitCode {
    try CommonOptions.check(from: given[from], to: given[to])
    let selection = KPISelection(centre: given[CommonOptions.centre], from: given[from], to: given[to])
    return try await Installation.with(given) {
      installation in
      for standing in try await installation.openProjections().catchUp() {
        for hold in standing.holds {
          try given.console.remark("\(standing.plugin) stands still at position \(hold.position): \(hold.reason)")
        }
      }
      let (table, note) = try await report(KPIReports(installation.store), selection)
      try table.write(given[StandardOptions.format], shown: shown, wide: given[wide], given.console)
      if let note { try given.console.remark(note) }
      if table.rows.isEmpty {
        try await installation.sayWhichCentres(besides: given[CommonOptions.centre], given.console)
      }
      return .ok
    }
  }
}
