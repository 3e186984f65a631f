import CommandLineKit
import EventLog
import PluginKit
import Storage
import SystemTime
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
    try await Installation.with(given) {
      installation in
      let centre = try await installation.centre(given[CommonOptions.centre])
      let replica = LiveReplica(of: centre, in: installation.log)
      if let start = given[from] {
        let clock = ScaledTime(start: start, speed: Double(given[speed] ?? 60))
        let show = LiveShow(
          replica: replica, now: clock.now, speed: clock.speed, standings: { _ in PluginStandings() },
          console: given.console)
        try await run(show) { try await replica.replay(by: clock) }
      } else {
        let readers = LiveReaders(store: installation.store, slice: Slice(of: centre))
        let show = LiveShow(
          replica: replica, now: WallClock.now, speed: 1, standings: readers.standings, console: given.console)
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
