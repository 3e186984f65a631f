import CommandLineKit
import EventLog
import PluginKit
import Storage
import Values

/// `trunkline top`: the centre as it is, while it lives.
enum TopCommand {
  static let from = Option<Instant?>(
    "--from", kind: .instant, summary: "show the past again from this instant on, instead of the present")
  static let speed = Option<Int?>(
    "--speed", kind: .whole(1...10_000), summary: "with --from: how many times as fast as it was (default: 60)")

  static let command = Command(
    "top", summary: "watch a centre: queues, agents, calls, plugins",
    discussion: """
      Reads the log as it grows, so it may run beside a server as often as you like and asks nothing of it. With \
      --from it shows the past again, as it was. Without a terminal it writes a line every few seconds.
      """,
    options: [CommonOptions.centre, from, speed],
    examples: [
      .init("trunkline top --centre anonymous-bank", "q leaves"),
      .init("trunkline top --from 1999-01-13T09:00 --speed 60", "a morning of the past, an hour a minute"),
    ],
    seeAlso: ["get", "report"]
  ) { given in
    try await Installation.with(state: given[CommonOptions.state], postgres: given[CommonOptions.postgres]) {
      installation in
      let centre = try await installation.centre(given[CommonOptions.centre])
      let replica = LiveReplica(of: centre, in: installation.log)
      if let start = given[from] {
        let clock = ScaledTime(start: start, speed: Double(given[speed] ?? 60))
        let show = LiveShow(
          replica: replica, now: clock.now, speed: clock.speed, readers: { _ in [] }, console: given.console)
        try await run(show) { try await replica.replay(by: clock) }
      } else {
        let readers = LiveReaders(store: installation.store, slice: Slice(of: centre))
        let show = LiveShow(
          replica: replica, now: WallClock.now, speed: 1, readers: readers.standings, console: given.console)
        try await run(show) { try await replica.follow() }
      }
      return .ok
    }
  }

  private static func run(_ show: LiveShow, _ follow: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await follow() }
      group.addTask { try await show.run() }
      try await group.next()
      group.cancelAll()
    }
  }
}

/// How far the plugins are on one slice, asked of the database.
struct LiveReaders: Sendable {
  let store: any ProjectionStore
  let slice: Slice

  /// Empty while the database can't be asked: the view says what it knows.
  func standings(at head: Position) async -> [LivePicture.Reader] {
    var readers: [LivePicture.Reader] = []
    for plugin in Installation.plugins where plugin.hasRows {
      guard let build = try? await store.builds(of: plugin.name).last(where: { $0.state == .serving })?.build,
        let position = try? await store.checkpoints(of: build)[slice]?.position ?? .zero
      else { continue }
      let hold = try? await store.holds(of: plugin.name).first { $0.slice == slice }
      readers.append(
        LivePicture.Reader(
          name: plugin.name, behind: head > position ? head.number - position.number : 0, held: hold?.reason))
    }
    return readers
  }

  /// Of policies in this process.
  static func standings(of policies: PolicyHost) async -> [LivePicture.Reader] {
    guard let health = try? await policies.health() else { return [] }
    return health.map {
      LivePicture.Reader(name: $0.plugin, behind: $0.lag, held: $0.state == .held ? $0.reason : nil)
    }
  }
}
