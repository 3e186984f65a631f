import Events
import Values

/// Commands a second through the writer and the core as a server has them, for clients that wait; and how long an
/// answer takes when 2,000 come a second, whether or not the earlier ones have theirs.
struct CommandBenchmark {
  /// Of the open loop.
  static let perSecond = 2_000.0
  private static let warmSeconds = 10.0

  let server: BenchmarkServer
  let writer: FigureWriter
  /// So many at once, one number after the other.
  let clients: [Int]
  /// For each number of clients, split into the rounds, and for the open loop.
  let seconds: Double
  let rounds: Int
  /// For each number of clients; `nil`: as many as the time allows.
  let events: Int?

  private static let eventsPerCommand = 1.5

  func run() async throws {
    try await server.age()
    let proof = try await LogProof(server)
    let claim = try await WrittenCentre.with(CommandCentre.id, on: server) { centre in
      try await centre.open([.configure(Configure(configuration: CommandCentre.configuration))])
      try await centre.open(CommandCentre.agents.map { .logIn(LogIn(agent: $0, station: $0.text)) })
      try await centre.open(CommandCentre.agents.map { .setReady(SetReady(agent: $0)) })
      var everybody = CommandCentre.agents.indices.map {
        CommandClient(CommandCentre.calls(ofAgent: $0), to: centre.server)
      }
      // First: a virtual disk that has been written to its limit stops now and then for up to a tenth of a second.
      var claim = try await warm(&everybody, centre)
      claim = claim + (try await arrive(&everybody, centre))
      for count in clients { claim = claim + (try await wait(count, of: &everybody, centre)) }
      return claim
    }
    try await proof.require(claim, named: "commands", writer)
  }

  /// - Returns: what was written, the bare loop's too.
  private func wait(
    _ count: Int, of all: inout [CommandClient], _ centre: WrittenCentre
  ) async throws -> LogProof.Claim {
    try await server.settle()
    var clients = Array(all[..<count])
    var summary = WriterSummary("commands.\(count)", of: "commands", on: server)
    try await WaitingRounds(
      server: server, log: centre.log, bareSlice: centre.slice.neighbour, seconds: seconds, rounds: rounds,
      submissionsMax: events.map { Int(Double($0) / Self.eventsPerCommand) }
    ).run(&clients, into: &summary)
    all.replaceSubrange(..<count, with: clients)
    try summary.write(to: writer)
    return summary.claim
  }

  /// A broker that was started for the run has yet to compile itself: the same load goes before the measured one. A
  /// database has nothing to compile.
  private func warm(_ clients: inout [CommandClient], _ centre: WrittenCentre) async throws -> LogProof.Claim {
    guard server.topic != nil else { return LogProof.Claim(groups: 0, commits: 0) }
    _ = try await OpenLoop(perSecond: Self.perSecond, span: .seconds(Self.warmSeconds)).run(&clients)
    let written = centre.log.take()
    try await clients.restAll()
    return LogProof.Claim(groups: written.count, commits: written.commits)
  }

  private func arrive(_ clients: inout [CommandClient], _ centre: WrittenCentre) async throws -> LogProof.Claim {
    let count = events.map { Double($0) / Self.eventsPerCommand } ?? (seconds * Self.perSecond)
    try await server.settle()
    let promise = try OpenLoopPromise(server)
    let anchor = centre.log.take().last?.records.last
    let latencies = Latencies(
      try await OpenLoop(perSecond: Self.perSecond, span: .seconds(count / Self.perSecond)).run(&clients))
    let written = centre.log.take()
    try await clients.restAll()
    let bound = try promise.bound()
    try latencies.writeWithMax("commands.open.ack", to: writer)
    try written.appends.writeWithMax("commands.open.append", to: writer)
    try writer.write(
      Figure(
        name: "commands.open.ack.late", value: latencies.p99, unit: "ms",
        baseline: .init(name: bound.name, value: bound.ms), ratio: latencies.p99 / bound.ms))
    try writer.write(
      Figure(
        name: "commands.open.group.mean", value: written.commitsMean, unit: "commits"))
    let claim = LogProof.Claim(groups: written.count, commits: written.commits)
    guard server.topic != nil, let anchor else { return claim }
    try await BareLoops(on: server).appendPaced(written, after: anchor, to: centre.slice.neighbour)
      .writeWithMax("commands.open.bare.group", to: writer)
    return claim + claim
  }
}
