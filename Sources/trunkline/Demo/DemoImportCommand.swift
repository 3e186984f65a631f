import CommandLineKit
import KPI
import Values

/// `trunkline demo-import`: the recorded day, from the file to the report, without living it again.
enum DemoImportCommand {
  static let command = Command(
    "demo-import", summary: "a real day of a real call centre: import, report, verify",
    discussion: """
      Takes a day of the “Anonymous Bank” into a log of its own as it was recorded, prints the day as a supervisor \
      reads it, and checks everything. A second run finds the day there and goes straight to the report.
      """,
    arguments: [DemoCommand.file],
    examples: [.init("trunkline demo-import january.tsv", "a month")],
    seeAlso: ["import", "report"]
  ) { given in
    let path = given[DemoCommand.file] ?? DemoFolder.samplePath
    let source = try BankSource(path, given.console)
    let state = given[CommonOptions.state] ?? DemoFolder.path + "-import"
    let topic = DemoFolder.topic + "-import"
    return try await Installation.with(given, state: state, topic: topic) {
      let centre = CentreID(unchecked: "anonymous-bank")
      try await BankImport(installation: $0, console: given.console).run(source, centre: centre)
      try await DayReport(reports: KPIReports($0.store), console: given.console).write(centre: centre)
      let code = try await Verification(installation: $0, console: given.console).run()
      if !given.isGiven(CommonOptions.postgres) {
        let place = CommonOptions.place(given, state: state, topic: topic)
        try given.console.remark(
          "Look around: trunkline events --limit 20 \(place)  ·  trunkline report agents \(place)")
      }
      return code
    }
  }
}
