import CommandLineKit
import Values

/// `trunkline import`: recorded calls enter the log.
enum ImportCommand {
  static let file = Argument<String>("FILE", kind: .file, summary: "the bank's tab-separated file")
  static let centre = Option<CentreID>(
    "--centre", kind: .name, default: CentreID(unchecked: "anonymous-bank"), shown: "anonymous-bank",
    summary: "the centre whose calls these are")

  static let command = Command(
    "import", summary: "take recorded calls into the log", seeAlso: ["report", "verify"], commands: [anonymousBank])

  static let anonymousBank = Command(
    "anonymous-bank", summary: "calls of the “Anonymous Bank” call centre (Guedj and Mandelbaum, Technion)",
    discussion: """
      The file is read whole, then every call enters the log in order of time. Lines that are no calls of this form \
      are reported with their number, and the others are taken. Importing a file twice adds nothing; an import that \
      was stopped goes on where it was; calls that came with another file already are refused. Times are taken as \
      UTC. The bank does not record log-ins: agents count as logged in from the first to the last conversation of a \
      day, and reports say so.
      """,
    arguments: [file], options: [centre],
    examples: [.init("trunkline import anonymous-bank january.tsv --centre bank", "into the centre “bank”")]
  ) { given in
    let source = try BankSource(given[file], given.console)
    return try await Installation.with(given) {
      try await BankImport(installation: $0, console: given.console).run(source, centre: given[centre])
      return .ok
    }
  }
}
