import CommandLineKit
import EmbeddedPostgres
import EventLog
import Glibc
import KafkaClient
import PostgresClient
import Storage

/// Measures what Trunkline promises, each beside a bare loop on the same server in the same run.
@main struct TrunklineBenchmark {
  static let json = Flag("--json", summary: "one JSON object per figure, a line each")
  static let folder = Option<String>(
    "--folder", kind: .folder, default: "/var/tmp", summary: "where the private server and its data go: on a disk")
  static let events = Option<Int?>("--events", kind: .whole(1_000...1_000_000_000), summary: "events in the log")
  static let rounds = Option<Int>(
    "--rounds", kind: .whole(1...99), default: 3, summary: "measurements, each beside its baseline; the median counts")
  static let seconds = Option<Double>(
    "--seconds", kind: .decimal(0.1...3_600), default: 6, summary: "for each number of clients, over all rounds")
  static let clients = Option<Int?>(
    "--clients", kind: .whole(1...1_024), summary: "only so many, instead of 1, 8, 32 and 256 one after the other")
  static let shape = Option<String>(
    "--shape", kind: .oneOf(["bank", "large", "both"], named: "SHAPE"), default: "both",
    summary: "the bank's 6 queues and 28 agents, or 500 queues and 5,000 agents")

  static let kafka = Option<String?>(
    "--kafka", kind: .text.named("HOST:PORT,…"),
    summary: "the log is on Kafka at these brokers, in topics of this run, which are deleted")
  static let brokerProcess = Option<Int?>(
    "--broker-process", kind: .whole(1...Int(Int32.max)).named("PID"),
    summary: "the only broker, on this machine: how much of the processors it uses is told")
  private static let place: [any Parameter] = [kafka, brokerProcess]

  static let program = Program(
    "trunkline-benchmark", summary: "Measures the log and the read models beside bare loops in C.", version: "0.1.0",
    discussion: "Every figure has been durable: the server runs with its usual settings on a disk, and its syncs are "
      + "counted. docs/benchmarks.md says what each figure means.",
    commonOptions: [json, folder, rounds],
    commands: [append, commands, offer, rebuild, copy, simulate], explain: explain)

  static func main() async { exit(await program.run().rawValue) }

  private static let usualClients = [1, 8, 32, 256]

  private static let append = Command(
    "append", summary: "commits a second for clients that wait", options: [clients, seconds, events] + place
  ) { given in
    try await measureLog(given) { server, writer in
      try await AppendBenchmark(
        server: server, writer: writer, clients: given[clients].map { [$0] } ?? usualClients, seconds: given[seconds],
        rounds: given[rounds], events: given[events]
      ).run()
    }
  }

  private static let commands = Command(
    "commands", summary: "commands a second through the writer and the core, and how long answers take",
    options: [clients, seconds, events] + place
  ) { given in
    try await measureLog(given) { server, writer in
      try await CommandBenchmark(
        server: server, writer: writer, clients: given[clients].map { [$0] } ?? usualClients, seconds: given[seconds],
        rounds: given[rounds], events: given[events]
      ).run()
    }
  }

  private static let lived = Option<Double>(
    "--seconds", kind: .decimal(5...3_600), default: 60, summary: "measured, after the centre has filled")

  private static let offer = Command(
    "offer", summary: "from an agent who is free to an offer that is durable, in a large centre",
    options: [lived] + place
  ) { given in
    // The writer is in another process on Kafka: the broker tells when a commit was durable.
    try await measureLog(given, topic: [AppendedTimes.setting]) { server, writer in
      try await OfferBenchmark(server: server, writer: writer, seconds: given[lived]).run()
    }
  }

  private static let rebuild = Command(
    "rebuild", summary: "events a second from the log into the KPI read model", options: [events, shape] + place
  ) { given in
    let shapes: [CentreShape] =
      switch given[shape] {
      case "bank": [.bank]
      case "large": [.large]
      default: [.bank, .large]
      }
    return try await measure(given, brokers: try brokers(given)) { server, writer in
      try await RebuildBenchmark(
        server: server, writer: writer, shapes: shapes, events: given[events] ?? 10_000_000, rounds: given[rounds]
      ).run()
    }
  }

  private static let copy = Command(
    "copy", summary: "rows a second for a projection that writes one for every event", options: [events]
  ) { given in
    try await measure(given) { server, writer in
      try await CopyBenchmark(
        server: server, writer: writer, events: given[events] ?? 2_000_000, rounds: given[rounds]
      ).run()
    }
  }

  private static let calls = Option<Int>(
    "--calls", kind: .whole(1_000...1_000_000_000), default: 200_000, summary: "callers")

  private static let simulate = Command(
    "simulate", summary: "calls a second through core, routing and log in virtual time", options: [calls]
  ) { given in
    let writer = FigureWriter(console: given.console, json: given[json])
    try SimulateBenchmark(writer: writer, calls: UInt64(given[calls]), rounds: given[rounds]).run()
    return .ok
  }

  /// With one log from the beginning to the end, in the database or on Kafka.
  private static func measureLog(
    _ given: Invocation, topic: [(name: String, value: String)] = [],
    _ body: (BenchmarkServer, FigureWriter) async throws -> Void
  ) async throws -> ExitCode {
    try await measure(given, brokers: try brokers(given)) { server, writer in
      try await server.withNewLog(topic: topic) { try await body($0, writer) }
    }
  }

  private static func brokers(_ given: Invocation) throws -> Brokers? {
    guard let addresses = given[kafka] else { return nil }
    guard Brokers.isList(addresses) else {
      throw Failure(.usage, "--kafka \(addresses) names no brokers", hints: ["as in --kafka 127.0.0.1:9092"])
    }
    return Brokers(addresses: addresses, process: given[brokerProcess])
  }

  private static func measure(
    _ given: Invocation, brokers: Brokers? = nil, _ body: (BenchmarkServer, FigureWriter) async throws -> Void
  ) async throws -> ExitCode {
    let writer = FigureWriter(console: given.console, json: given[json])
    try await BenchmarkServer.with(in: given[folder], brokers: brokers) { server in
      try server.describe(to: writer)
      try await server.describeBrokers(to: writer)
      try await body(server, writer)
    }
    return .ok
  }

  private static let explain: @Sendable (any Error) -> Failure? = { error in
    switch error {
    case let error as LogFailure: Failure(.environment, error.message)
    case let error as StorageFailure: Failure(.environment, error.message)
    case let error as EmbeddedPostgresError: Failure(.environment, error.description)
    case let error as KafkaError: Failure(.environment, "Kafka: \(error.text)")
    case let error as PostgresError: Failure(.environment, error.description)
    default: nil
    }
  }
}
