import CallHandling
import EventLog
import HTTPServer
import LiveTelephony
import LocalSocket
import PluginKit
import Storage
import SystemTime
import Values

/// The parts of a served centre, and what is said of them. While the database is away everything waits for it; a
/// private one that died is started again.
struct Service {
  let installation: Installation
  let centre: CentreID
  let log: ServiceLog
  /// `nil`: it is not spoken to over HTTP.
  let http: ListenAddress?

  private static let healthEvery = Duration.seconds(10)
  private static let pluginsEvery = Duration.milliseconds(500)

  /// Until the task is cancelled.
  func run() async throws {
    let time = WallTime()
    let writers = installation.writers("trunkline serve", time: time) { [log] in log.write(.service($0)) }
    let socket = try installation.socketPath.map { try LocalSocketServer.open(at: $0, port: writers) }
    defer { socket?.stop() }
    let board = ServiceBoard(writers)
    try await besideHTTP(board, port: writers) { try await run(writers, board, time) }
  }

  private func run(_ writers: ServedSlices, _ board: ServiceBoard, _ time: WallTime) async throws {
    let slice = Slice(of: centre)
    let projections = try await installation.openProjections()
    let policies = installation.policies(port: writers, time: time)
    let plugins = OwnPlugins(projections: projections, policies: policies)
    board.opened(plugins)
    let replica = LiveReplica(of: centre, in: installation.log)
    let telephony = LiveTelephony(
      HandTelephony(centre: centre, chance: .random(in: 1 ... .max)), of: centre, log: installation.log, port: writers,
      time: time)
    log.write(
      ServiceLog.Entry(
        level: .info, event: "service.started", message: "serving centre \(centre); stop with Ctrl-C",
        fields: [.init("centre", .text(centre.text))]))
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await writers.run() }
      group.addTask { try await projections.follow(slice) }
      group.addTask { try await policies.follow(slice) }
      group.addTask { try await telephony.run(after: installation.log.head(of: slice)) }
      group.addTask { try await replica.follow() }
      group.addTask { await installation.keepServer { [log] in log.write(.database($0, isBack: $1)) } }
      group.addTask { await tellHealth(replica, plugins) }
      group.addTask { await tellChanges(of: plugins) }
      // The first to end is one that should have gone on: an error, or the signal to stop.
      do { try await group.next() } catch  where Task.isCancelled {}
      group.cancelAll()
    }
    let open = await replica.centre.open
    log.write(
      ServiceLog.Entry(
        level: .info, event: "service.stopped",
        message: "stopped. \(open.calls) calls are open and \(open.entries) wait: the next server goes on with them.",
        fields: [
          .init("callsOpen", .number(Int64(open.calls))), .init("waiting", .number(Int64(open.entries))),
        ]))
  }

  /// A line of health now and then.
  private func tellHealth(_ replica: LiveReplica, _ plugins: OwnPlugins) async {
    while !Task.isCancelled {
      // The next line is due then.
      try? await Task.sleep(for: Self.healthEvery)
      if Task.isCancelled { return }
      var picture = await replica.picture(at: WallClock.now())
      let standings = plugins.standings(at: picture.head)
      picture.readers = standings.readers
      if picture.remark.isEmpty { picture.remark = standings.remark }
      log.write(.health(picture))
    }
  }

  /// A line for each plugin that does otherwise than before; that it starts and runs is nothing to tell.
  private func tellChanges(of plugins: OwnPlugins) async {
    var known: [String: PluginHealth.State] = [:]
    while !Task.isCancelled {
      for health in plugins.boards {
        let former = known.updateValue(health.state, forKey: "\(health.plugin) \(health.slice)") ?? .running
        if former.isWell, health.state.isWell { continue }
        if health.state != former { log.write(.plugin(health)) }
      }
      // The time between two looks.
      try? await Task.sleep(for: Self.pluginsEvery)
    }
  }
}

extension PluginHealth.State {
  fileprivate var isWell: Bool {
    switch self {
    case .starting, .running: true
    case .flooding, .waiting, .held: false
    }
  }
}

extension Installation {
  /// Where a server of this state folder listens: beside the database's socket, in a folder that others can't enter.
  /// `nil`: the database is somebody's own, over the network.
  var socketPath: String? { socketFolder.map { $0 + "/trunkline" } }
}
