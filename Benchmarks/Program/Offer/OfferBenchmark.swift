import CommandLineKit
import Values

/// From the moment at which an agent is free, durably, until an offer to him is durable: Routing reads the log as a
/// consumer of its own and sends its wishes to the writer, live, in a large centre. On Kafka every role is a process.
struct OfferBenchmark {
  let server: BenchmarkServer
  let writer: FigureWriter
  /// Measured, after the centre has filled and settled.
  let seconds: Double

  /// For the figure of the bare commit.
  private static let bareCommits = 2_000
  /// Of the calls that come, answered or not, in a centre that keeps up.
  private static let offersLeast = 0.8

  func run() async throws {
    try await server.age()
    let proof = try await LogProof(server)
    try writer.say("a centre of 5,000 agents and 500 queues fills and settles, then lives for \(Int(seconds)) s …")
    let lived = try await live()
    let bare = try await bareCommits(lived)
    let times = try lived.offerTimes(of: LargeCentre.id)
    try write(Latencies(times.agentFreed), "offer.agentFreed", beside: bare)
    try write(Latencies(times.callerCame), "offer.callerCame", beside: bare)
    try bare.write("offer.bare.commit", to: writer)
    try describe(lived)
    try await proof.require(
      LogProof.Claim(
        groups: lived.written.count + bare.sorted.count, commits: lived.written.commits + bare.sorted.count),
      named: "offer", writer)
    let offers = Double(times.agentFreed.count + times.callerCame.count) / seconds
    try writer.write(
      Figure(
        name: "offer.made", value: offers, unit: "offers/s",
        baseline: .init(name: "calls that come", value: LargeCentre.callsPerSecond),
        ratio: offers / LargeCentre.callsPerSecond))
    guard offers >= LargeCentre.callsPerSecond * Self.offersLeast else {
      throw Failure(.foundProblems, "the centre did not keep up with its calls: the times are of another one")
    }
  }

  private func live() async throws -> LivedSpan {
    if let topic = server.topic {
      return try await LargeCentreRoles(server: server, topic: topic, seconds: seconds).live()
    }
    return try await WrittenCentre.with(LargeCentre.id, on: server) {
      try await LargeCentreLife(server: server, centre: $0, seconds: seconds).live()
    }
  }

  /// What one commit takes a plain program on the same server: the last ones that were measured, one by one.
  private func bareCommits(_ lived: LivedSpan) async throws -> Latencies {
    let records = Array(lived.written.records.suffix(Self.bareCommits + 1))
    guard let anchor = records.first else { return Latencies([]) }
    let groups = [UInt32](repeating: 1, count: records.count - 1)
    return Latencies(
      try await BareLoops(on: server)
        .append(Array(records.dropFirst()), groups: groups, after: anchor, to: Slice(of: LargeCentre.id).neighbour)
        .groupMs)
  }

  private func write(_ times: Latencies, _ name: String, beside bare: Latencies) throws {
    try writer.write(Figure(name: "\(name).count", value: Double(times.sorted.count), unit: "offers"))
    for (part, value, floor) in [
      ("p50", times.p50, bare.p50), ("p99", times.p99, bare.p99), ("max", times.max, bare.max),
    ] {
      try writer.write(
        Figure(
          name: "\(name).\(part)", value: value, unit: "ms", baseline: .init(name: "bare commit", value: floor),
          ratio: floor > 0 ? value / floor : nil))
    }
  }

  private func describe(_ lived: LivedSpan) throws {
    let written = lived.writtenInSpan
    if lived.isWrittenHere { try written.appends.writeWithMax("offer.append", to: writer) }
    let commits = written.commits
    try writer.write(Figure(name: "offer.commits", value: Double(commits) / seconds, unit: "commits/s"))
    for (part, spent) in lived.costs {
      try writer.write(
        Figure(name: "offer.cpu.\(part)", value: spent * 1e6 / Double(max(1, commits)), unit: "us/commit"))
    }
  }
}
