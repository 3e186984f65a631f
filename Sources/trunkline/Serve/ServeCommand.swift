import CommandLineKit
import HTTPServer
import Values

/// `trunkline serve`: a centre, served until it is told to stop.
enum ServeCommand {
  static let log = Option<ServiceLog.Form>(
    "--log", kind: .choice("FORM"), default: .text, summary: "what it says: text for people, json for programs")

  static let http = Option<String?>(
    "--http", kind: .text.named("ADDRESS"),
    summary: "serve HTTP too: HOST:PORT, :PORT on this machine only, or unix:PATH")

  static let command = CommandLineKit.Command(
    "serve", summary: "serve a centre: its writer, routing, reports; commands come over a local socket",
    discussion: """
      Everything of a centre in one process, in real time. `trunkline agent` and `trunkline call` speak to it from \
      other terminals, `trunkline top` watches. There is no telephony behind it: an agent who accepts is put through \
      at once. A line every ten seconds says how it is. It stops in order at SIGINT and SIGTERM; everything \
      acknowledged is kept.
      """,
    options: [CommonOptions.centre, http, log],
    examples: [
      .init("trunkline apply -f Samples/centre.yaml", "first: a centre"), .init("trunkline serve", "then serve it"),
      .init("trunkline serve --http :8080", "with its state, commands and events over HTTP"),
    ],
    seeAlso: ["agent", "call", "top", "apply"]
  ) { given in
    let address = try given[http].map { text in
      guard let address = ListenAddress(text) else {
        throw Failure(.usage, "--http \(text) is no address", hints: ["it is \(ListenAddress.accepted)"])
      }
      return address
    }
    return try await Installation.with(state: given[CommonOptions.state], postgres: given[CommonOptions.postgres]) {
      installation in
      let centre = try await installation.centre(given[CommonOptions.centre])
      let log = ServiceLog(given.console, as: given[log])
      try await Service(installation: installation, centre: centre, log: log, http: address).run()
      return .ok
    }
  }
}
