import CallHandling
import CentreFile
import CommandLineKit
import Events
import Values

/// `trunkline diff`, `trunkline apply` and `trunkline configuration`: a centre's configuration as a file.
enum ConfigurationCommands {
  static let diff = Command(
    "diff", summary: "show what a centre's file would change",
    discussion: """
      Compares the file with the configuration that the centre has now, by name: + comes, - goes, ~ changes, with the \
      old and the new value. Exits with 0 when they are equal and with 1 when they differ.
      """,
    options: [CentreFileInput.file],
    examples: [.init("trunkline diff -f centre.yaml", "before it is applied")], seeAlso: ["apply", "configuration"]
  ) { given in
    let file = try CentreFileInput.read(given[CentreFileInput.file], given.console)
    return try await Installation.with(given) {
      let standing = try await ConfigurationStanding(of: file.centre, in: $0)
      let changes = standing.changes(to: file)
      try ChangeListing(console: given.console).show(changes)
      if changes.isEmpty { try given.console.remark("no difference: \(standing.words)") }
      return changes.isEmpty ? .ok : .foundProblems
    }
  }

  static let apply = Command(
    "apply", summary: "configure a centre from its file",
    discussion: """
      Checks the file as a whole, shows what it changes, and makes it the centre's configuration: an event of the \
      log, with a version. It holds from then on, for waiting calls as well; a call in a menu goes on in the one it \
      entered. Applying the same file again changes nothing. A file with mistakes changes nothing, and each mistake \
      is told with its line and column.
      """,
    options: [CentreFileInput.file],
    examples: [.init("trunkline apply -f centre.yaml", "create the centre, or change it")],
    seeAlso: ["diff", "configuration"]
  ) { given in
    let file = try CentreFileInput.read(given[CentreFileInput.file], given.console)
    return try await Installation.with(given) {
      let standing = try await ConfigurationStanding(of: file.centre, in: $0)
      let changes = standing.changes(to: file)
      guard !changes.isEmpty else {
        try given.console.out.line("Nothing to change: \(standing.words).")
        return .ok
      }
      try ChangeListing(console: given.console).show(changes)
      let version = try await ConfigurationApplying(installation: $0, by: given.console.userName)
        .apply(file, after: standing)
      try given.console.out.line("Centre \(file.centre) is at version \(version) of its configuration.")
      return .ok
    }
  }

  private static let centre = Option<CentreID>("--centre", required: .name, summary: "whose configuration")

  static let configuration = Command(
    "configuration", summary: "print the configuration that a centre has now, as a file",
    discussion: "What is printed can be changed and applied. Keys that are at their defaults are left out.",
    options: [centre], examples: [.init("trunkline configuration --centre bicycles > centre.yaml", "to change it")],
    seeAlso: ["diff", "apply"]
  ) { given in
    try await Installation.with(given) {
      let standing = try await ConfigurationStanding(of: given[centre], in: $0)
      guard standing.version > 0 else {
        throw Failure(.usage, "centre \(given[centre]) is not configured", hints: ["see `trunkline apply`"])
      }
      try given.console.out.write(CentreFile(centre: given[centre], configuration: standing.configuration).text)
      return .ok
    }
  }
}
