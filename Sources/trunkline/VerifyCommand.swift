import CallHandling
import CommandLineKit
import EventLog
import PluginKit
import Storage
import Values

/// `trunkline verify`: is everything as it must be?
enum VerifyCommand {
  static let former = Flag(
    "--former", summary: "the log that the database had before it moved to Kafka, without the rows")

  static let command = Command(
    "verify", summary: "check the log, the rules of the domain and every report's rows",
    discussion: """
      Reads the whole log: every record's hash and its place in the chain, and every event against the rules (no \
      double offer, every call ends once, durations add up, queues conserve). Then folds the log anew into \
      throw-away tables and compares them with the rows that reports read. What recorded history itself contradicts \
      is counted by rule, and is no fault of the log. Logs with the same fingerprint are the same, to the last bit. \
      Exit code 1 when anything is wrong.
      """,
    options: [former],
    examples: [.init("trunkline verify && echo fine", "in a script")], seeAlso: ["rebuild", "events"]
  ) { given in
    if given[former] {
      return try await Installation.withOwnLog(given) {
        try await Verification(installation: $0, console: given.console).run(withRows: false)
      }
    }
    return try await Installation.with(given) {
      try await Verification(installation: $0, console: given.console).run()
    }
  }
}

/// One run of `verify`, printed as it goes.
struct Verification {
  let installation: Installation
  let console: Console

  func run(withRows: Bool = true) async throws -> ExitCode {
    var clean = true
    var fingerprint = LogFingerprint(of: installation.log.id)
    for slice in try await installation.log.occupiedSlices() {
      let audit = try await checkLog(slice)
      clean = audit.isClean && clean
      fingerprint.add(slice, endingAt: audit.end)
    }
    try console.out.line("log fingerprint: \(fingerprint.digest)")
    for plugin in Installation.plugins where plugin.hasRows && withRows {
      clean = try await checkRows(of: plugin) && clean
    }
    let style = console.outStyle
    if clean {
      try console.out.line("verify: \(style.paint("ok", .good))")
    } else {
      try console.out.line("verify: \(style.paint("PROBLEMS FOUND", .alarm))")
    }
    return clean ? .ok : .foundProblems
  }

  private func checkLog(_ slice: Slice) async throws -> LogAudit {
    let audit = try await LogAudit.run(slice, of: installation.log)
    try console.out.line(
      "log, slice \(slice): \(NumberText.grouped(audit.commits)) commits, "
        + "\(NumberText.grouped(audit.events)) events, "
        + (audit.breaks.isEmpty ? "chain unbroken" : "CHAIN BROKEN"))
    for finding in audit.breaks { try problem("position \(finding.position): \(finding.text)") }
    for finding in audit.violations {
      try problem("position \(finding.position), centre \(finding.centre?.text ?? "–"): \(finding.text)")
    }
    if audit.violationCount > UInt64(audit.violations.count) {
      try problem("… and \(audit.violationCount - UInt64(audit.violations.count)) violations more")
    }
    for (rule, count) in audit.contradictions.sorted(by: { $0.key < $1.key }) {
      try console.out.line("  recorded history: \(rule), \(count) times (accepted)")
    }
    for (centre, open) in audit.open.sorted(by: { $0.key < $1.key }) where !open.isZero {
      try console.out.line(
        "  centre \(centre): still open \(open.calls) calls, \(open.entries) entries, \(open.offers) offers")
    }
    return audit
  }

  private func checkRows(of plugin: Plugin) async throws -> Bool {
    let audit = ProjectionAudit(log: installation.log, store: installation.store, owner: installation.owner)
    guard let finding = try await audit.run(plugin) else {
      try console.out.line("rows of \(plugin.name): none yet")
      return true
    }
    try console.out.line(
      "rows of \(plugin.name): " + (finding.isClean ? "equal to a fresh fold of the log" : "NOT as the log says"))
    for note in finding.notes { try console.out.line("  \(note)") }
    for complaint in finding.complaints { try problem(complaint) }
    for table in finding.differences {
      try problem(
        "table \(table.table): \(table.onlyInFirst) rows that should not be there, \(table.onlyInSecond) rows missing")
      for sample in table.samples { try console.out.line("    \(TextWidth.harmless(sample))") }
    }
    return finding.isClean
  }

  private func problem(_ text: String) throws {
    try console.out.line("  \(console.outStyle.paint("problem", .alarm)): \(TextWidth.harmless(text))")
  }
}
