import EventLog
import Storage
import Synchronization
import Values

/// Keeps the rows of one plugin at the head of one slice, whatever happens meanwhile, and says how it stands.
final class ProjectionFollower: Sendable {
  /// Between two looks whether an operator has lifted a hold, or whether the database is back.
  private static let pause = Duration.seconds(1)

  private let host: ProjectionHost
  private let log: any EventLog
  let plugin: Plugin
  let slice: Slice
  private let board: Mutex<PluginHealth>

  init(host: ProjectionHost, log: any EventLog, plugin: Plugin, slice: Slice) {
    self.host = host
    self.log = log
    self.plugin = plugin
    self.slice = slice
    board = Mutex(PluginHealth(plugin: plugin.name, slice: slice))
  }

  /// At any moment, from any thread.
  var health: PluginHealth { board.withLock { $0 } }

  /// Until the task is cancelled.
  func follow(progress: ProjectionProgress?) async {
    while !Task.isCancelled {
      do {
        switch try await standing(progress) {
        case .caughtUp(let position):
          show(.running, at: position)
          await log.signal.waitForAppend(to: slice, beyond: position)
          continue
        case .held(let hold):
          show(.held, at: Position(hold.position.number - 1), hold.reason)
        }
      } catch {
        if Task.isCancelled { return }
        show(error.isPassing ? .waiting : .held, "\(error)")
      }
      // The time between two looks.
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// In a task of its own: cancelling ends the waiting, and a transaction under way is finished.
  private func standing(_ progress: ProjectionProgress?) async throws -> ProjectionRunner.Standing {
    try await Task { [host, plugin, slice] in
      try await host.catchUp(plugin, on: slice, progress: progress)
    }.value
  }

  private func show(_ state: PluginHealth.State, at position: Position? = nil, _ reason: String = "") {
    board.withLock { health in
      health.state = state
      health.reason = reason
      health.position = position ?? health.position
    }
  }
}
