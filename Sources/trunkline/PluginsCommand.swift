import CommandLineKit
import Storage
import Values

/// `trunkline plugins`: what each plugin is at, and what to do about one that stands still.
enum PluginsCommand {
  static let plugin = Argument<String>(
    "PLUGIN", kind: .oneOf(Installation.plugins.map(\.name), named: "PLUGIN"), summary: "which plugin")
  static let slice = Option<Int>(
    "--slice", kind: .whole(0...63), default: 0, summary: "the slice that stands still, as `plugins list` shows it")
  static let reason = Option<String>("--reason", required: .text, summary: "why the event is passed over; recorded")

  static let command = Command(
    "plugins", summary: "plugins, how far they are, and events that stop them", commands: [list, retry, skip])

  static let list = Command(
    "list", summary: "builds, positions, lag and holds", options: [StandardOptions.format]
  ) { given in
    try await Installation.with(given) {
      try await show($0, RowWriter(columns, format: given[StandardOptions.format], console: given.console))
      return .ok
    }
  }

  static let retry = Command(
    "retry", summary: "try the event again that a plugin stands still at", arguments: [plugin], options: [slice]
  ) { given in
    try await release(given, skipping: nil)
  }

  static let skip = Command(
    "skip", summary: "pass over the event that a plugin stands still at; `verify` will know of it",
    arguments: [plugin], options: [slice, reason]
  ) { given in
    try await release(given, skipping: given[reason])
  }

  private static func release(_ given: Invocation, skipping reason: String?) async throws -> ExitCode {
    try await Installation.with(given) {
      guard let slice = Slice(UInt32(given[Self.slice])) else { return .usage }
      try await $0.store.release(
        plugin: given[plugin], slice: slice, skipping: reason, by: given.console.userName)
      for standing in try await $0.openProjections().catchUp() {
        for hold in standing.holds {
          throw Failure(.foundProblems, "\(standing.plugin) stands still at position \(hold.position): \(hold.reason)")
        }
      }
      try given.console.out.line("\(given[plugin]) goes on, and is at the head of the log.")
      return .ok
    }
  }

  private static let columns: [Column] = [
    .text("plugin", "Plugin"), .number("build", "Build"), .text("state", "State"), .number("slice", "Slice"),
    .number("position", "Position"), .number("lag", "Lag"), .text("hold", "Stands still at"),
  ]

  private static func show(_ installation: Installation, _ writer: RowWriter) async throws {
    var rows = writer
    for plugin in Installation.plugins {
      let holds = try await installation.store.holds(of: plugin.name)
      for build in try await installation.store.builds(of: plugin.name) {
        let checkpoints = try await installation.store.checkpoints(of: build.build)
        for slice in try await installation.log.occupiedSlices() {
          let head = try await installation.log.head(of: slice).position.number
          // A policy without rows keeps no checkpoint: after a start it looks at the state, and wants the same again.
          let position = plugin.keepsPlace ? checkpoints[slice]?.position.number ?? 0 : nil
          let hold = build.state == .serving ? holds.first { $0.slice == slice } : nil
          try rows.write([
            .text(plugin.name), .integer(build.build.number), .text(build.state.rawValue), .integer(slice.number),
            .optional(position) { .integer($0) }, .optional(position) { .integer(head - min(head, $0)) },
            .optional(hold) { .text("position \($0.position): \($0.reason)") },
          ])
        }
      }
    }
    try rows.finish()
  }
}
