import CommandLineKit
import EmbeddedPostgres
import KPI
import Values

/// `trunkline demo`: a real day of a real call centre, from the file to the report.
enum DemoCommand {
  static let file = Argument<String?>(
    "FILE", kind: .file, summary: "another file of the bank's form (default: the day in Samples/)")

  static let command = Command(
    "demo", summary: "a real day of a real call centre: import, report, verify",
    discussion: """
      Takes a day of the “Anonymous Bank” into a log of its own, prints the day as a supervisor reads it, and checks \
      everything. Nothing outside the demo's state folder is touched; a second run finds the day there and goes \
      straight to the report.
      """,
    arguments: [file],
    examples: [.init("trunkline demo", "from the project's folder"), .init("trunkline demo january.tsv", "a month")],
    seeAlso: ["import", "report"]
  ) { given in
    let source = try BankSource(given[file] ?? sample, given.console)
    let state = given[CommonOptions.state] ?? StateFolder.standard.path + "-demo"
    return try await Installation.with(state: state, postgres: given[CommonOptions.postgres]) {
      try await BankImport(installation: $0, console: given.console).run(source, centre: centre)
      try await DayReport(reports: KPIReports($0.store), console: given.console).write(centre: centre)
      let code = try await Verification(installation: $0, console: given.console).run()
      try sayWhatNext(state, given)
      return code
    }
  }

  private static let centre = CentreID(unchecked: "anonymous-bank")
  private static let sample = "Samples/anonymous-bank-1999-01-13.tsv"

  private static func sayWhatNext(_ state: String, _ given: Invocation) throws {
    if given.isGiven(CommonOptions.postgres) { return }
    try given.console.remark(
      "Look around: trunkline events --limit 20 --state \(state)  ·  trunkline report agents --state \(state)")
  }
}
