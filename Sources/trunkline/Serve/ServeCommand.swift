import CallHandling
import CommandLineKit
import EventLog
import LiveTelephony
import LocalSocket
import PluginKit
import Storage
import SystemTime
import Values

/// `trunkline serve`: a centre, served until it is told to stop.
enum ServeCommand {
  static let command = CommandLineKit.Command(
    "serve", summary: "serve a centre: its writer, routing, reports; commands come over a local socket",
    discussion: """
      Everything of a centre in one process, in real time. `trunkline agent` and `trunkline call` speak to it from \
      other terminals, `trunkline top` watches. There is no telephony behind it: an agent who accepts is put through \
      at once. It stops in order at SIGINT and SIGTERM; everything acknowledged is kept.
      """,
    options: [CommonOptions.centre],
    examples: [
      .init("trunkline apply -f Samples/centre.yaml", "first: a centre"), .init("trunkline serve", "then serve it"),
    ],
    seeAlso: ["agent", "call", "top", "apply"]
  ) { given in
    try await Installation.with(state: given[CommonOptions.state], postgres: given[CommonOptions.postgres]) {
      installation in
      let centre = try await installation.centre(given[CommonOptions.centre])
      try await Service(installation: installation, centre: centre, console: given.console).run()
      return .ok
    }
  }
}

/// The parts of a served centre, and what is said of them.
struct Service {
  let installation: Installation
  let centre: CentreID
  let console: Console

  /// A line about the centre's health, so often.
  private static let healthEvery = Duration.seconds(10)

  /// Until the task is cancelled.
  func run() async throws {
    let slice = Slice(of: centre)
    let time = WallTime()
    let writers = installation.writers("trunkline serve", time: time)
    let socket = try installation.socketPath.map { try LocalSocketServer.open(at: $0, port: writers) }
    defer { socket?.stop() }
    let projections = try await installation.openProjections()
    let policies = installation.policies(port: writers, time: time)
    let replica = LiveReplica(of: centre, in: installation.log)
    let telephony = LiveTelephony(
      HandTelephony(centre: centre, chance: .random(in: 1 ... .max)), of: centre, log: installation.log, port: writers,
      time: time)
    try console.remark("serving centre \(centre); stop with Ctrl-C")
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await writers.run() }
      group.addTask { try await projections.follow(slice) }
      group.addTask { try await policies.follow(slice) }
      group.addTask { try await telephony.run(after: installation.log.head(of: slice)) }
      group.addTask { try await replica.follow() }
      group.addTask { try await tell(replica, policies) }
      // The first to end is one that should have gone on: an error, or the signal to stop.
      do { try await group.next() } catch  where Task.isCancelled {}
      group.cancelAll()
    }
    let open = await replica.centre.open
    try console.remark(
      "stopped. \(open.calls) calls are open and \(open.entries) wait: the next server goes on with them.")
  }

  /// A line of health now and then: the whole of it in one row, for people and for logs.
  private func tell(_ replica: LiveReplica, _ policies: PolicyHost) async throws {
    let show = LiveShow(
      replica: replica, now: WallClock.now, speed: 1, readers: installation.readers(of: centre, and: policies),
      console: console)
    // The first line is due then.
    try? await Task.sleep(for: Self.healthEvery)
    if !Task.isCancelled { try await show.write(every: Self.healthEvery) }
  }
}

extension Installation {
  /// Where a server of this state folder listens: beside the database's socket, in a folder that others can't enter.
  /// `nil`: the database is somebody's own, over the network.
  var socketPath: String? { socketFolder.map { $0 + "/trunkline" } }
}
