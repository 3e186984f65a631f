import CommandLineKit
import PluginKit
import Values

/// `trunkline rebuild`: a plugin's rows made anew from the log.
enum RebuildCommand {
  static let plugin = Argument<String>(
    "PLUGIN", kind: .oneOf(Installation.plugins.filter(\.hasRows).map(\.name), named: "PLUGIN"), summary: "whose rows")
  static let back = Flag("--back", summary: "go back to the rows that were served before, instead of rebuilding")

  static let command = Command(
    "rebuild", summary: "make a plugin's rows anew from the log, while the old ones are served",
    discussion: """
      The new rows are filled in a schema of their own; when they have caught up they are compared with the old \
      ones, and the views move in one transaction. Readers never see a mixture. The old rows are kept until the next \
      rebuild.
      """,
    arguments: [plugin], options: [back],
    examples: [
      .init("trunkline rebuild kpi", "after an upgrade, or to be sure"),
      .init("trunkline rebuild kpi --back", "undo it"),
    ], seeAlso: ["verify"]
  ) { given in
    try await Installation.with(given) {
      installation in
      guard let plugin = Installation.plugins.first(where: { $0.name == given[Self.plugin] }) else { return .usage }
      if given[back] {
        let build = try await rollBack(
          plugin, in: installation.store, log: installation.log, owner: installation.owner)
        try given.console.out.line("\(plugin.name): build \(build.number) serves again.")
        return .ok
      }
      return try await rebuild(plugin, installation, given.console)
    }
  }

  private static func rebuild(
    _ plugin: Plugin, _ installation: Installation, _ console: Console
  ) async throws -> ExitCode {
    var total: UInt64 = 0
    for slice in try await installation.log.occupiedSlices() {
      total += try await installation.log.head(of: slice).position.number
    }
    let rebuild = Rebuild(
      log: installation.log, store: installation.store, plugin: plugin, owner: installation.owner)
    let bar = ProgressBar("rebuilding \(plugin.name)", unit: "commits", total: Int64(total), console: console)
    let started = ContinuousClock.now
    // Beside a writer the log grows: what came since the start is not counted.
    let progress = ProjectionProgress { [total] in bar.advance(to: Int64(min($0, total))) }
    let report = try await rebuild.run(progress: progress)
    bar.finish(at: Int64(report.commits))
    let took = Milliseconds(Int64((ContinuousClock.now - started) / .milliseconds(1)))
    try console.out.line(
      "\(plugin.name): build \(report.build.number) serves now; \(NumberText.grouped(report.commits)) commits in "
        + "\(DurationText.write(took)).")
    return try tell(report, console)
  }

  private static func tell(_ report: Rebuild.Report, _ console: Console) throws -> ExitCode {
    guard report.compared else {
      if report.former != nil {
        try console.out.line("The former rows were of another version or position, or not whole: not compared.")
      }
      return .ok
    }
    if report.differences.isEmpty {
      try console.out.line("The rows are the same as before.")
      return .ok
    }
    for table in report.differences {
      try console.out.line(
        "Table \(table.table) differs: \(table.onlyInFirst) rows were only in the former build, "
          + "\(table.onlyInSecond) are only in the new one.")
      for sample in table.samples { try console.out.line("    \(TextWidth.harmless(sample))") }
    }
    return .foundProblems
  }
}
