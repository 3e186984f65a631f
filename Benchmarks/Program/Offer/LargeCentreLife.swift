import CommandLineKit
import Events
import LiveTelephony
import PluginKit
import PostgresClient
import Routing
import SimulatedTelephony
import SystemThreads
import SystemTime
import Values

/// The large centre lives, in real time: telephony and its agents, and Routing as a consumer of its own.
struct LargeCentreLife {
  let server: BenchmarkServer
  let centre: WrittenCentre
  let seconds: Double

  /// After the centre has filled, until its lines are as long as they will be.
  private static let settling = Milliseconds.seconds(30)

  /// The last `seconds` of it.
  func live() async throws -> LivedSpan {
    try await centre.open([.configure(Configure(configuration: LargeCentre.configuration))])
    let store = try await server.openStore()
    let meter = MeteredPolicy.Meter()
    let policies = PolicyHost(
      [MeteredPolicy.metered(Routing.plugin, by: meter)],
      in: PolicyHost.Surroundings(
        log: centre.log, store: store, port: centre.server, time: WallTime(), machineTime: MonotonicTime(),
        owner: "benchmark", makeExecutor: { ThreadExecutor() }))
    let start = WallClock.now()
    let from = start + LargeCentre.opening + LargeCentre.filling + Self.settling
    let to = from + Milliseconds(Int64(seconds * 1_000))
    let telephony = LiveTelephony(
      SimulatedTelephony(LargeCentre(start: start, end: to).scenario, centre: centre.id), of: centre.id,
      log: centre.log, port: centre.server, time: WallTime())
    let head = try await centre.log.head(of: centre.slice)
    let lived = try await withThrowingTaskGroup(of: LivedSpan?.self) { group in
      group.addTask {
        await policies.follow(centre.slice)
        return nil
      }
      group.addTask {
        try await telephony.run(after: head)
        return nil
      }
      group.addTask { await measured(from: from, to: to, meter) }
      defer { group.cancelAll() }
      // The first to end is the measuring, or something that should have gone on.
      return try await group.next() ?? nil
    }
    await store.close()
    guard let lived else { throw Failure(.foundProblems, "routing or telephony ended while the centre lived") }
    return lived
  }

  private func measured(from: Instant, to: Instant, _ meter: MeteredPolicy.Meter) async -> LivedSpan {
    await WallTime().wait(until: from)
    let start = ContinuousClock.now
    let costBefore = ProcessorTime.now(serverOf: server.dataFolder)
    _ = meter.take()
    await WallTime().wait(until: to)
    return LivedSpan(
      written: centre.log.take(), span: start..<ContinuousClock.now, policy: meter.take(),
      cost: ProcessorTime.now(serverOf: server.dataFolder).since(costBefore))
  }
}
