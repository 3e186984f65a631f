import CommandLineKit
import Values

/// `trunkline serve`: a centre, served until it is told to stop.
enum ServeCommand {
  static let log = Option<ServiceLog.Form>(
    "--log", kind: .choice("FORM"), default: .text, summary: "what it says: text for people, json for programs")

  static let command = CommandLineKit.Command(
    "serve", summary: "serve a centre: its writer, routing, reports; commands come over a local socket",
    discussion: """
      Everything of a centre in one process, in real time. `trunkline agent` and `trunkline call` speak to it from \
      other terminals, `trunkline top` watches. There is no telephony behind it: an agent who accepts is put through \
      at once. A line every ten seconds says how it is. It stops in order at SIGINT and SIGTERM; everything \
      acknowledged is kept.
      """,
    options: [CommonOptions.centre, log],
    examples: [
      .init("trunkline apply -f Samples/centre.yaml", "first: a centre"), .init("trunkline serve", "then serve it"),
    ],
    seeAlso: ["agent", "call", "top", "apply"]
  ) { given in
    try await Installation.with(state: given[CommonOptions.state], postgres: given[CommonOptions.postgres]) {
      installation in
      let centre = try await installation.centre(given[CommonOptions.centre])
      let log = ServiceLog(given.console, as: given[log])
      try await Service(installation: installation, centre: centre, log: log).run()
      return .ok
    }
  }
}
