import CallHandling
import CommandLineKit
import EventLog
import KPI
import Values

/// How a demo ends: with the day's report and the proof, or with what it left.
enum DemoEnd {
  static func over(
    _ plan: DemoPlan, _ installation: Installation, _ given: Invocation, state: String
  ) async throws -> ExitCode {
    for standing in try await installation.openProjections().catchUp() {
      for hold in standing.holds {
        try given.console.remark("\(standing.plugin) stands still at position \(hold.position): \(hold.reason)")
      }
    }
    try await DayReport(reports: KPIReports(installation.store), console: given.console)
      .write(centre: plan.centre, from: plan.midnight, to: plan.midnight + .minutes(48 * 60))
    let code = try await Verification(installation: installation, console: given.console).run()
    try sayWhatNext(plan, given, state)
    return code
  }

  /// In a task of its own: the person has cancelled this one.
  static func brokenOff(
    _ plan: DemoPlan, _ installation: Installation, _ given: Invocation, state: String
  ) async throws -> ExitCode {
    let at = plan.time.now()
    let open = try await Task {
      try await installation.loader.load(Slice(of: plan.centre)).centres[plan.centre]?.open.calls ?? 0
    }.value
    try given.console.remark("stopped at \(at) of the centre's day, with \(open) calls open")
    try given.console.remark(
      "Everything until then is kept. The next demo ends those calls and lives the day after; --fresh forgets this one."
    )
    try sayWhatNext(plan, given, state)
    return .ok
  }

  private static func sayWhatNext(_ plan: DemoPlan, _ given: Invocation, _ state: String) throws {
    if given.isGiven(CommonOptions.postgres) { return }
    let place = CommonOptions.place(given, state: state, topic: DemoFolder.topic)
    try given.console.remark(
      "Look around: trunkline events --type route --limit 20 \(place)  ·  trunkline report agents \(place)  ·  "
        + "trunkline top --from \(plan.time.start.description.prefix(16)) --speed 600 \(place)")
  }
}
