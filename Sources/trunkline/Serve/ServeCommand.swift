import CommandLineKit
import Publisher
import Sockets
import Values

/// `trunkline serve`: a centre, served until it is told to stop.
enum ServeCommand {
  static let log = Option<ServiceLog.Form>(
    "--log", kind: .choice("FORM"), default: .text, summary: "what it says: text for people, json for programs")

  static let http = Option<SocketAddress?>(
    "--http", kind: SocketAddress.kind,
    summary: "serve HTTP too: HOST:PORT, :PORT on this machine only, or unix:PATH")

  static let publish = Option<String?>(
    "--publish", kind: .text.named("HOST:PORT,…"),
    summary: "publish every event on Kafka at these brokers; /TOPIC after them names another than trunkline.events")
  static let publishAs = Option<CloudEventsPublication.Form>(
    "--publish-as", kind: .choice("FORM"), default: .json, summary: "the form of published data: json or protobuf")

  static let only = Option<ServiceRoles>(
    "--only", kind: ServiceRoles.kind, default: .all, summary: "only these roles; other processes do the rest")
  static let listen = Option<SocketAddress?>(
    "--listen", kind: SocketAddress.kind,
    summary: "take commands there instead of at a local socket: for other machines, on a network of one's own")
  static let httpNames = Option<[String]>(
    "--http-name", kind: .text.named("NAME"),
    summary: "a host name under which a reverse proxy passes requests on; may be repeated")

  static let command = CommandLineKit.Command(
    "serve", summary: "serve a centre: its writer, routing, reports; commands come over a local socket",
    discussion: """
      Everything of a centre in one process, in real time; or, with --only, a part of it, as many processes as one \
      likes on one database: of two that do the same, one does it and the other takes over when it ends. `trunkline \
      agent` and `trunkline call` speak to it from other terminals, `trunkline top` watches. There is no telephony \
      behind it: an agent who accepts is put through at once. A line every ten seconds says how it is. It stops in \
      order at SIGINT and SIGTERM; everything acknowledged is kept.
      """,
    options: [CommonOptions.centre, only, listen, http, httpNames, publish, publishAs, log],
    examples: [
      .init("trunkline apply -f Samples/centre.yaml", "first: a centre"), .init("trunkline serve", "then serve it"),
      .init("trunkline serve --http :8080", "with its state, commands and events over HTTP"),
      .init("trunkline serve --publish 127.0.0.1:9092", "and every event as a CloudEvent on Kafka"),
      .init("trunkline serve --only kpi,calls", "the reports alone, beside a process that does the rest"),
    ],
    seeAlso: ["agent", "call", "top", "apply"]
  ) { given in
    try await Installation.with(given) {
      installation in
      // Who asks for a publisher, and has Kafka, need not say where twice.
      let place = given[publish] ?? (given[only] == .all ? nil : KafkaPlace.brokers(given))
      let roles = place == nil && given[only] == .all ? ServiceRoles.all.withoutPublisher : given[only]
      if place == nil, roles.havePublisher {
        throw Failure(.usage, "a publisher publishes to Kafka", hints: ["say where with --publish HOST:PORT"])
      }
      if given[publish] != nil, !roles.havePublisher {
        throw Failure(.usage, "no role of --only publishes: leave out --publish, or add publisher to --only")
      }
      if given[listen] != nil, !roles.haveEngine {
        throw Failure(.usage, "only an engine takes commands: leave out --listen, or add engine to --only")
      }
      if given[http] == nil, roles.areAPIAlone {
        throw Failure(.usage, "the api is served over HTTP", hints: ["say where with --http :8080"])
      }
      // Plugins run for every centre; telephony is one centre's, and so is a stream of events that names none.
      let isOfOne = roles.haveEngine || given[http] != nil
      let centre = isOfOne ? try await installation.centre(given[CommonOptions.centre]) : nil
      let serviceLog = ServiceLog(given.console, as: given[log])
      let service = Service(
        installation: installation, roles: roles, centre: centre, listen: given[listen], http: given[http],
        httpNames: given[httpNames],
        publishing: try (roles.havePublisher ? place : nil).map {
          try Publishing(
            to: $0, as: given[publishAs], properties: KafkaPlace.properties(given), copies: KafkaPlace.copies(given),
            log: serviceLog)
        },
        log: serviceLog)
      defer { serviceLog.finish() }
      return try await withTaskCancellationHandler {
        try await service.run()
        return .ok
      } onCancel: {
        Farewell.isLimited {
          serviceLog.write(.stoppedLate)
          serviceLog.finish()
        }
      }
    }
  }
}

extension SocketAddress {
  fileprivate static let kind = ValueKind<SocketAddress>(
    "ADDRESS", accepts: accepted
  ) { text throws(BadValue) in
    guard let address = SocketAddress(text) else { throw BadValue() }
    return address
  }
}
