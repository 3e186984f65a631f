import EventLog
import PluginKit
import Values

/// Of the plugins that run in this process: they are asked without waiting for anything.
struct OwnPlugins: Sendable {
  let projections: ProjectionHost
  let policies: PolicyHost
  var publications: PublicationHost?
  /// How far the log goes.
  let signal: AppendSignal

  /// Ordered by name, projections first.
  var boards: [PluginHealth] {
    (projections.boards + policies.boards + (publications?.boards ?? [])).seeing(signal)
  }

  /// Runs all that one of them does on a slice, until the task is cancelled.
  func follow(_ slice: Slice, only name: String) async {
    async let rows: Void = projections.follow(slice, only: name)
    async let wishes: Void = policies.follow(slice, only: name)
    async let records: Void? = publications?.follow(slice, only: name)
    _ = await (rows, wishes, records)
  }

  func standings(at head: Position) -> PluginStandings {
    PluginStandings(
      readers: boards.map { health in
        LivePicture.Reader(
          name: health.plugin, behind: head > health.position ? head.number - health.position.number : 0,
          held: health.state == .held ? health.reason : nil)
      },
      remark: remark)
  }

  /// What the waiting ones wait for.
  private var remark: String {
    let isWaiting = { (boards: [PluginHealth]) in boards.contains { $0.state == .waiting } }
    if isWaiting(projections.boards + policies.boards) { return "the database is away" }
    return isWaiting(publications?.boards ?? []) ? "the published stream is away" : ""
  }
}
