import CommandLineKit
import Events
import LiveTelephony
import PluginKit
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
    let times = LargeCentreTimes(from: WallClock.now(), seconds: seconds)
    let telephony = LiveTelephony(
      SimulatedTelephony(times.scenario, centre: centre.id), of: centre.id,
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
      group.addTask { await measured(times, meter) }
      defer { group.cancelAll() }
      // The first to end is the measuring, or something that should have gone on.
      return try await group.next() ?? nil
    }
    await store.close()
    guard let lived else { throw Failure(.foundProblems, "routing or telephony ended while the centre lived") }
    return lived
  }

  private func measured(_ times: LargeCentreTimes, _ meter: MeteredPolicy.Meter) async -> LivedSpan {
    await WallTime().wait(until: times.measuredFrom)
    let start = ContinuousClock.now
    let costBefore = server.processorTime()
    _ = meter.take()
    await WallTime().wait(until: times.end)
    let cost = server.processorTime().since(costBefore)
    return LivedSpan(
      written: centre.log.take(), span: start..<ContinuousClock.now,
      costs: [("policy", Double(meter.take().nanoseconds) / 1e9), ("program", cost.program), ("server", cost.server)],
      isWrittenHere: true)
  }
}
