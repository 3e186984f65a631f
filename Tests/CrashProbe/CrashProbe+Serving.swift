import CallHandling
import Digest
import Events
import PostgresClient
import PostgresStorage
import Storage
import SystemThreads
import TrunklineTesting
import Values

extension CrashProbe {
  /// Serves the example centre, or stands by for it, and reports a new call to it again and again.
  func serve(base: UInt64, count: UInt64) async throws {
    let store = try await PostgresProjectionStore.open(settings, connectionsMax: 4)
    let membership = Membership(
      Member(owner: owner, address: owner), in: store,
      on: RenewalThreads(executor: ThreadExecutor.Errands(ThreadExecutor()), tick: SystemThread.repeating))
    let slices = ServedSlices(
      loader: SliceLoader(log: try await log(), snapshots: store, codeVersion: "probe"), time: ProbeTime(),
      identity: WriterIdentity(owner: owner, newID: { CommandID(.random()) }), membership: membership
    ) { CrashProbe.say("note \($0)") }
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await membership.lasting { await slices.run() } }
      group.addTask { try await report(base: base, count: count, to: slices) }
      try await group.next()
      group.cancelAll()
    }
    await store.close()
  }

  private func report(base: UInt64, count: UInt64, to port: any CommandPort) async throws {
    for number in base..<base + count {
      let arrival = Command(
        id: CommandID(ID128(high: 0xacc, low: number)), centre: .example, at: .epoch, recordedAt: .epoch,
        actor: .telephony, body: .reportArrival(ReportArrival(call: .inbound(.call(number)))))
      let gone = Command(
        id: CommandID(ID128(high: 0xacd, low: number)), centre: .example, at: .epoch, recordedAt: .epoch,
        actor: .telephony, body: .reportCallerHungUp(ReportCallerHungUp(call: .call(number))))
      var isAnswered = false
      var backOff = BackOff()
      while !isAnswered, !Task.isCancelled {
        do {
          let replies = try await port.send([arrival, gone])
          if case .accepted(let accepted)? = replies.first?.outcome { Self.say("acked \(number) \(accepted.position)") }
          isAnswered = true
        } catch is CommandPortFailure {
          await backOff.pause()
        }
      }
    }
  }
}
