import CallHandling
import Calls
import CommandSocket
import EventLog
import Events
import Glibc
import KPI
import PluginKit
import PostgresClient
import Sockets
import Storage
import Testing
import TrunklineTesting
import Values

extension CrashTests {
  /// One role per process, two of each: calls go on when one of each kind is killed, or leaves in order.
  @Test(.timeLimit(.minutes(5))) func rolesMoveBetweenProcesses() async throws {
    try await Ground.with { ground in
      let start = { (roles: String) in
        try Child.start(
          "trunkline", ["serve", "--log", "json", "--only", roles, "--postgres", ground.connectionString])
      }
      try await ground.configure()
      let engine = try start("engine")
      await engine.said { $0.contains { $0.contains("slice.served") } }
      let spare = try start("engine")
      await spare.said { $0.contains { $0.contains("slice.standsBy") } }
      let plugins = [try start("calls,kpi"), try start("calls,kpi,routing")]
      let caller = Caller(ground)
      try await caller.calls(1...20)
      // In order: the next one has it at once.
      engine.send(SIGTERM)
      #expect(await engine.finished() == .exited(0))
      try await caller.calls(21...40)
      // Killed: after the end of its membership.
      let third = try start("engine")
      await third.said { $0.contains { $0.contains("slice.standsBy") } }
      await spare.killed()
      await plugins[0].killed()
      try await caller.calls(41...60)
      try await ground.rowsAreWhole()
      for child in [third, plugins[1]] { await child.killed() }
      let audit = try await LogAudit.run(Slice(of: .example), of: ground.log)
      try expect(audit.isClean, "\(audit.breaks) \(audit.violations)")
    }
  }
}

extension Ground {
  fileprivate var connectionString: String {
    "host=\(settings.host ?? "") port=\(settings.port ?? 5432) dbname=\(settings.database ?? "") "
      + "user=\(settings.user ?? "")"
  }

  /// The example centre is there.
  fileprivate func configure() async throws {
    let engine = try await SliceEngine.take(
      Slice(of: .example), with: SliceLoader(log: log, snapshots: store, codeVersion: "test"), marker: .by("test"))
    _ = try await engine.handle([
      Command(
        id: CommandID(.random()), centre: .example, at: .epoch, recordedAt: .epoch, actor: Actor(kind: .operator),
        body: .configure(Configure(configuration: .example)))
    ])
  }

  /// Both read models have come to the head of the log, and are a fresh fold of it.
  fileprivate func rowsAreWhole() async throws {
    let head = try await log.head(of: Slice(of: .example)).position
    for plugin in [Calls.plugin, KPI.plugin] {
      try await until {
        guard let build = try await store.builds(of: plugin.name).last(where: { $0.state == .serving }) else {
          return false
        }
        return try await store.checkpoints(of: build.build)[Slice(of: .example)]?.position == head
      }
      let audit = ProjectionAudit(log: log, store: store, owner: "audit \(getpid())")
      let finding = try #require(try await audit.run(plugin))
      try expectEqual(finding.complaints, [], "complaints of \(plugin.name)")
      try expectEqual(finding.differences, [], "differences of \(plugin.name)")
    }
  }
}

/// Calls, and hangs up, through whatever process writes the centre.
private struct Caller {
  let port: OwnerPort

  init(_ ground: Ground) {
    port = OwnerPort(ground.store, patience: .seconds(60)) { reach in
      SocketAddress(reach).map { CommandSocketPort($0) }
    }
  }

  func calls(_ numbers: ClosedRange<UInt64>) async throws {
    for number in numbers {
      let bodies: [Command.Body] = [
        .reportArrival(ReportArrival(call: .inbound(.call(number)))),
        .enqueue(Enqueue(call: .call(number), queue: .sales)),
        .reportCallerHungUp(ReportCallerHungUp(call: .call(number))),
      ]
      let commands = bodies.enumerated().map { index, body in
        Command(
          id: CommandID(ID128(high: 0xca11 + UInt64(index), low: number)), centre: .example, at: .epoch,
          recordedAt: .epoch, actor: .telephony, body: body)
      }
      for reply in try await port.send(commands) {
        switch reply.outcome {
        case .accepted, .repeat: break
        case .ignored, .rejected, .unknown: try expect(false, "\(number): \(reply.outcome)")
        }
      }
    }
  }
}
