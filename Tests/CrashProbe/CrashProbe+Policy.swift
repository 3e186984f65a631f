import CallHandling
import Digest
import Events
import PluginKit
import PostgresClient
import PostgresStorage
import Storage
import SystemThreads
import TrunklineTesting
import Values

extension CrashProbe {
  /// Serves the example centre beside a policy that takes the process down as soon as a call is open, and reports a
  /// call when that policy runs or is held.
  func policy(number: UInt64) async throws {
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 4)
    let log = try await log()
    let slice = Slice(of: .example)
    let server = SliceServer(
      slice: slice, loader: SliceLoader(log: log), time: ProbeTime(),
      identity: WriterIdentity(owner: owner, newID: { CommandID(.random()) }))
    let host = PolicyHost(
      [TestPolicy.trapping()],
      in: PolicyHost.Surroundings(
        log: log, store: store, port: server, time: ProbeTime(), machineTime: ProbeTime(),
        owner: owner, makeExecutor: { ThreadExecutor() }))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      group.addTask { await host.follow(slice) }
      group.addTask {
        var state = PluginHealth.State.starting
        while state != .running && state != .held {
          state = try await host.health().first?.state ?? .starting
          await Task.yield()
        }
        CrashProbe.say("\(state)")
        try await arrival(number, at: server)
        // The policy hears of the call after the acknowledgement.
        if state == .running { try await neverEnding() }
      }
      try await group.next()
      group.cancelAll()
    }
    await store.close()
  }

  /// The call stays open.
  private func arrival(_ number: UInt64, at port: any CommandPort) async throws {
    let command = Command(
      id: CommandID(.random()), centre: .example, at: .epoch, recordedAt: .epoch, actor: .telephony,
      body: .reportArrival(ReportArrival(call: .inbound(.call(number)))))
    for reply in try await port.send([command]) {
      if case .accepted(let accepted) = reply.outcome { Self.say("acked \(number) \(accepted.position)") }
    }
  }

  private func neverEnding() async throws { await ProbeTime().wait(until: .epoch) }
}
