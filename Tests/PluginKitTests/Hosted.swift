import CallHandling
import Digest
import EventLog
import Events
import PluginKit
import PostgresClient
import Storage
import SystemThreads
import Testing
import TrunklineTesting
import Values

/// The example centre, served, with plugins at work on it, by a clock that stands at noon.
struct Hosted {
  let bench: Bench
  let time: HandTime
  let server: SliceServer
  let host: PolicyHost

  static let slice = Slice(of: .example)

  /// - Parameter before: what happened in the database before this process.
  static func with(
    _ plugins: [Plugin], after before: (Bench) async throws -> Void = { _ in },
    _ body: (Hosted) async throws -> Void
  ) async throws {
    try await Bench.with { bench in
      try await before(bench)
      let time = HandTime(at: .noon)
      let server = SliceServer(
        slice: slice, loader: SliceLoader(log: bench.log), time: time,
        identity: WriterIdentity(owner: "writer", newID: { CommandID(.random()) }))
      let host = PolicyHost(
        plugins,
        in: PolicyHost.Surroundings(
          log: bench.log, store: bench.store, port: server, time: time, machineTime: time, owner: "host",
          makeExecutor: { ThreadExecutor() }))
      let hosted = Hosted(bench: bench, time: time, server: server, host: host)
      let service = Task { try await server.serve() }
      try await hosted.send(.configure(Configure(configuration: .example)))
      let following = Task { await host.follow(slice) }
      do {
        try await body(hosted)
      } catch {
        following.cancel()
        service.cancel()
        throw error
      }
      following.cancel()
      await following.value
      service.cancel()
      try await service.value
    }
  }

  func send(_ bodies: Command.Body...) async throws {
    let commands = bodies.map {
      Command(
        id: CommandID(.random()), centre: .example, at: time.now(), recordedAt: .epoch, actor: .system, body: $0)
    }
    while true {
      do {
        for reply in try await server.send(commands) {
          guard case .accepted = reply.outcome else { throw Refused(reply: reply) }
        }
        return
      } catch let failure as CommandPortFailure where failure.kind == .noWriter {
        // The writer is on its way: the time between two tries.
        await aMoment()
      }
    }
  }

  func arrival(_ call: CallID) async throws { try await send(.reportArrival(ReportArrival(call: .inbound(call)))) }

  func ended(_ call: CallID) async throws -> (event: Event, commit: Commit) {
    try await event { if case .call(.ended(let event)) = $0.body { event.call == call } else { false } }
  }

  /// The first such event, when it is in the log.
  func event(_ wanted: (Event) -> Bool) async throws -> (event: Event, commit: Commit) {
    var point = bench.log.chain.genesis(of: Self.slice, in: bench.log.id)
    while true {
      let batch = try await bench.log.read(Self.slice, after: point, limit: .live)
      for index in batch.headers.indices {
        let commit = try Commit(wire: batch.record(at: index).body)
        if let event = commit.events.first(where: wanted) { return (event, commit) }
      }
      point = batch.end ?? point
      await bench.log.signal.waitForAppend(to: Self.slice, beyond: point.position)
    }
  }

  func commits() async throws -> [Commit] {
    let point = bench.log.chain.genesis(of: Self.slice, in: bench.log.id)
    let batch = try await bench.log.read(Self.slice, after: point, limit: .bulk)
    return try batch.headers.indices.map { try Commit(wire: batch.record(at: $0).body) }
  }

  /// Returns when the plugin's health is so.
  func until(_ plugin: String, _ isSo: (PluginHealth) -> Bool) async throws {
    try await TrunklineTesting.until { try await host.health().contains { $0.plugin == plugin && isSo($0) } }
  }

  struct Refused: Error { let reply: CommandReply }
}
