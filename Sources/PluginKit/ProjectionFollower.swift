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
  private let progress: ProjectionProgress
  private let board: Mutex<PluginHealth>
  private let stop = Atomic(false)

  init(
    host: ProjectionHost, log: any EventLog, plugin: Plugin, slice: Slice, progress: ProjectionProgress
  ) {
    self.host = host
    self.log = log
    self.plugin = plugin
    self.slice = slice
    self.progress = progress
    board = Mutex(PluginHealth(plugin: plugin.name, slice: slice))
  }

  /// At any moment, from any thread: what a long catch-up has applied so far counts.
  var health: PluginHealth {
    var health = board.withLock { $0 }
    if let applied = progress.position(of: slice) { health.position = max(health.position, applied) }
    return health
  }

  /// It will not follow any longer than what is under way takes.
  var isStopped: Bool { stop.load(ordering: .relaxed) }

  /// Until the task is cancelled.
  func follow() async {
    await withTaskCancellationHandler {
      await followOn()
    } onCancel: {
      stop.store(true, ordering: .relaxed)
    }
  }

  private func followOn() async {
    // What was heard of since the rows were at the head, so that the log need not be asked; `nil`: not known.
    var heard: Position?
    while !Task.isCancelled {
      do {
        switch try await standing(through: heard) {
        case .caughtUp(let position):
          show(.running, at: position)
          await log.signal.waitForAppend(to: slice, beyond: position)
          heard = log.signal.head(of: slice).flatMap { $0 > position ? $0 : nil }
          continue
        case .held(let hold):
          show(.held, at: Position(hold.position.number - 1), hold.reason)
        }
      } catch {
        heard = nil
        if Task.isCancelled { return }
        show(error.isPassing ? .waiting : .held, "\(error)")
      }
      // The time between two looks.
      try? await Task.sleep(for: Self.pause)
    }
  }

  /// In a task of its own: a transaction under way is finished when this one is cancelled, and none begins after it.
  private func standing(through heard: Position?) async throws -> ProjectionRunner.Standing {
    try await Task { [host, plugin, slice, progress] in
      try await host.catchUp(plugin, on: slice, through: heard, progress: progress)
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
