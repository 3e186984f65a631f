import CallHandling
import CommandLineKit
import CommandSocket
import EventLog
import Events
import KafkaEventLog
import LiveTelephony
import PostgresStorage
import SimulatedTelephony
import Sockets
import Storage
import SystemThreads
import SystemTime
import Values

/// The large centre lives in real time with every role in a process of its own. This process is its telephony: it reads
/// the log like everybody else, and sends to the engine's socket.
struct LargeCentreRoles {
  let server: BenchmarkServer
  let topic: KafkaSettings
  let seconds: Double

  private static let slice = Slice(of: LargeCentre.id)
  private static let startSeconds = 60

  /// The last `seconds` of it.
  func live() async throws -> LivedSpan {
    let log = try await server.openLog()
    let store = try await server.openStore()
    let measured = try await ending(
      with: {
        await store.close()
        await log.close()
      }
    ) {
      let telephony = Member(owner: "benchmark.\(ID128.random())", address: "the benchmark's telephony")
      let membership = Membership(
        telephony, in: store,
        on: RenewalThreads(executor: ThreadExecutor.Errands(ThreadExecutor()), tick: SystemThread.repeating))
      return try await membership.lasting {
        // The engine plays no telephony while another has the lease.
        _ = try await membership.take(.telephony, Self.slice)
        var roles = RoleProcesses(on: server, topic: topic)
        let port = OwnerPort(store) { reach in SocketAddress(reach).map { CommandSocketPort($0) } }
        return try await ending(with: { await roles.stop() }) {
          try roles.start(RoleProcesses.engine)
          try await configure(by: port, roles)
          for role in RoleProcesses.others { try roles.start(role) }
          return try await live(log, port, roles)
        }
      }
    }
    let written = try await AppendedTimes(of: topic).groups(in: Self.slice)
    return LivedSpan(written: written, span: measured.span, costs: measured.costs, isWrittenHere: false)
  }

  /// When the engine is there.
  private func configure(by port: OwnerPort, _ roles: RoleProcesses) async throws {
    let now = WallClock.now()
    let command = Command(
      id: CommandID(.random()), centre: LargeCentre.id, at: now, recordedAt: now,
      actor: Actor(kind: .supervisor, id: "opening"),
      body: .configure(Configure(configuration: LargeCentre.configuration)))
    let deadline = ContinuousClock.now + .seconds(Self.startSeconds)
    while true {
      do {
        return try await port.send([command]).requireAccepted([command])
      } catch let failure as CommandPortFailure {
        try roles.requireAlive()
        if ContinuousClock.now > deadline { throw Failure(.environment, failure.message) }
        // Between two tries: it starts.
        await WallTime().wait(until: WallClock.now() + Milliseconds(200))
      }
    }
  }

  private struct Measured {
    let span: Range<ContinuousClock.Instant>
    let costs: [(part: String, seconds: Double)]
  }

  private func live(_ log: OpenLog, _ port: OwnerPort, _ roles: RoleProcesses) async throws -> Measured {
    let times = LargeCentreTimes(from: WallClock.now(), seconds: seconds)
    let telephony = LiveTelephony(
      SimulatedTelephony(times.scenario, centre: LargeCentre.id), of: LargeCentre.id, log: log, port: port,
      time: WallTime())
    let head = try await log.head(of: Self.slice)
    return try await withThrowingTaskGroup(of: Measured?.self) { group in
      group.addTask {
        try await telephony.run(after: head)
        return nil
      }
      group.addTask { await measured(times, roles) }
      defer { group.cancelAll() }
      // The first to end is the measuring, or the telephony, which should have gone on.
      let result = try await group.next() ?? nil
      try roles.requireAlive()
      guard let result else { throw Failure(.foundProblems, "telephony ended while the centre lived") }
      return result
    }
  }

  private func measured(_ times: LargeCentreTimes, _ roles: RoleProcesses) async -> Measured {
    await WallTime().wait(until: times.measuredFrom)
    let start = ContinuousClock.now
    let before = costs(roles)
    await WallTime().wait(until: times.end)
    let span = start..<ContinuousClock.now
    return Measured(
      span: span, costs: zip(costs(roles), before).map { ($0.part, $0.seconds - $1.seconds) })
  }

  private func costs(_ roles: RoleProcesses) -> [(part: String, seconds: Double)] {
    let here = server.processorTime()
    return roles.times + [("telephony", here.program), ("server", here.server), ("broker", here.broker)]
  }
}
