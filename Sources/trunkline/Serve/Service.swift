import CallDomain
import CallHandling
import CommandSocket
import EventLog
import LiveTelephony
import PluginKit
import Sockets
import Storage
import SystemTime
import Values

/// What a process serves, put together by its roles. While the database is away everything waits for it; a private one
/// that died is started again.
struct Service {
  let installation: Installation
  let roles: ServiceRoles
  /// Whose telephony and health are looked after; there is one for an engine, and where HTTP is served.
  let centre: CentreID?
  /// Where an engine takes commands; `nil`: at a socket of this machine.
  let listen: SocketAddress?
  /// `nil`: it is not spoken to over HTTP.
  let http: SocketAddress?
  /// What it is called by who comes through a proxy.
  let httpNames: [String]
  /// `nil`: nothing is published.
  let publishing: Publishing?
  let log: ServiceLog
  let supervisor = Supervisor.ofThisProcess

  /// Until the task is cancelled.
  func run() async throws {
    let address = roles.haveEngine ? try listen ?? installation.ownSocket(alone: roles.isAll) : nil
    let membership = installation.membership(roles.title, reach: address?.reach ?? "")
    let engine = address.map { Engine(service: self, membership: membership, reach: $0.reach) }
    let socket = try address.flatMap { address in
      try engine.map { try CommandSocketServer.open(at: address, port: $0.writers) }
    }
    defer { socket?.stop() }
    let port = installation.port(own: engine?.own)
    let watch = LogWatch { [log] in log.write($0) }
    let engines = engine == nil && http != nil ? EngineWatch(installation.store) : nil
    let board = ServiceBoard(engine?.writers, runsPlugins: !roles.plugins.isEmpty, log: watch, engines: engines)
    try await besideHTTP(board, port: port) {
      try await membership.lasting { try await run(engine, board, port, within: membership) }
    }
  }

  private func run(
    _ engine: Engine?, _ board: ServiceBoard, _ port: OwnerPort, within membership: Membership
  ) async throws {
    let plugins = OwnPlugins(
      projections: installation.projections(of: roles.plugins),
      policies: installation.policies(of: roles.plugins, port: port, time: WallTime()),
      publications: publishing.map { $0.host(of: installation) }, signal: installation.log.signal)
    defer { publishing?.close() }
    board.opened(plugins)
    let health = ServiceHealth(
      log: log, supervisor: supervisor, plugins: plugins, watch: board.log,
      replica: centre.map { LiveReplica(of: $0, in: installation.log) })
    log.write(.started(roles, centre, address: listen))
    await withTaskGroup(of: Void.self) { group in
      if let engine { group.addTask { await engine.run(port: port) } }
      if let engines = board.engines { group.addTask { await engines.keepLooking() } }
      group.addTask { await follow(plugins, within: membership, board) }
      group.addTask { await installation.keepServer { [log] in log.write(.database($0, isBack: $1)) } }
      group.addTask { await health.tell() }
      if let mirror = installation.log.makePositionMirror() {
        group.addTask { [log] in
          await PluginMirror(mirror: mirror, boards: { plugins.boards }, say: { log.write($0) }).run()
        }
      }
      group.addTask { await tellSupervisor(engine?.writers) }
      // All go on until the signal to stop.
      await group.next()
      group.cancelAll()
    }
    await health.tellEnd()
  }

  /// Runs each plugin on each slice for as long as no other process does. One that can't go on says so on its board;
  /// calls and the others go on.
  private func follow(_ plugins: OwnPlugins, within membership: Membership, _ board: ServiceBoard) async {
    let slices = SlicesInUse(log: installation.log, first: centre.map { Slice(of: $0) }, watch: board.log)
    let (found, tell) = AsyncStream<Slice>.makeStream()
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        await slices.forEach { tell.yield($0) }
        tell.finish()
      }
      for await slice in found {
        for name in roles.plugins.map(\.name) {
          let tenure = RoleTenure(.plugin(name), on: slice, of: membership)
          group.addTask {
            await tenure.run(standsBy: board.standsBy) { await plugins.follow(slice, only: name) }
          }
        }
      }
      group.cancelAll()
    }
  }
}

/// Writes centres, and plays the telephony of one.
private struct Engine {
  let writers: ServedSlices
  let own: OwnerPort.Own
  private let service: Service
  private let membership: Membership

  init(service: Service, membership: Membership, reach: String) {
    self.service = service
    self.membership = membership
    writers = service.installation.writers(membership, of: service.centre, time: WallTime()) { [log = service.log] in
      log.write(.service($0))
    }
    own = OwnerPort.Own(reach: reach, port: writers)
  }

  /// Until the task is cancelled.
  func run(port: any CommandPort) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await writers.run() }
      if let centre = service.centre { group.addTask { await playTelephony(of: centre, port) } }
      await group.next()
      group.cancelAll()
    }
  }

  private func playTelephony(of centre: CentreID, _ port: any CommandPort) async {
    let slice = Slice(of: centre)
    let loader = service.installation.loader
    await RoleTenure(.telephony, on: slice, of: membership).run(
      failed: { [log = service.log] in log.write(.telephonyFailed("\($0)")) },
      {
        let folded = try await loader.loadPatiently(slice)
        let machine = HandTelephony(folded.centres[centre] ?? Centre(id: centre), chance: .random(in: 1 ... .max))
        let telephony = LiveTelephony(machine, of: centre, log: loader.log, port: port, time: WallTime())
        try await telephony.run(after: folded.point)
      })
  }
}
