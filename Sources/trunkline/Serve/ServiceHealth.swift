import PluginKit
import SystemTime
import Values

/// What a service says of itself, now and then and when something changes.
struct ServiceHealth {
  private static let healthEvery = Duration.seconds(10)
  private static let pluginsEvery = Duration.milliseconds(500)
  private static let clockEvery = Duration.seconds(1)

  let log: ServiceLog
  let supervisor: Supervisor
  let plugins: OwnPlugins
  let watch: LogWatch
  /// Of the centre that is looked after; `nil`: only plugins are run here.
  let replica: LiveReplica?

  /// Until the task is cancelled.
  func tell() async {
    await withTaskGroup(of: Void.self) { group in
      if let replica { group.addTask { await follow(replica) } }
      group.addTask { await tellHealth() }
      group.addTask { await tellChanges() }
      group.addTask { await tellClock() }
    }
  }

  private func follow(_ replica: LiveReplica) async {
    do {
      try await replica.follow()
    } catch {
      if !Task.isCancelled { log.write(.pictureLost("\(error)")) }
    }
  }

  /// The last word.
  func tellEnd() async {
    guard let replica else { return log.write(.stopped) }
    let open = await replica.centre.open
    log.write(.stopped(callsOpen: open.calls, waiting: open.entries))
  }

  private func tellHealth() async {
    while !Task.isCancelled {
      // The next line is due then.
      try? await Task.sleep(for: Self.healthEvery)
      if Task.isCancelled { return }
      if let replica {
        var picture = await replica.picture(at: WallTime().now())
        let standings = plugins.standings(at: picture.head)
        picture.readers = standings.readers
        if picture.remark.isEmpty, watch.trouble != nil { picture.remark = "the log is away" }
        if picture.remark.isEmpty { picture.remark = standings.remark }
        say(.health(picture))
      } else {
        say(.health(plugins.boards))
      }
    }
  }

  private func say(_ entry: ServiceLog.Entry) {
    log.write(entry)
    supervisor.tell(.status(entry.message))
  }

  /// A line when the machine's clock was set, and one when the centres' time has come up with it.
  private func tellClock() async {
    var clock = ClockWatch()
    while !Task.isCancelled {
      if let news = clock.looked(off: SteadyTime.ofThisProcess.off) { log.write(news) }
      // The time between two looks.
      try? await Task.sleep(for: Self.clockEvery)
    }
  }

  /// A line for each plugin that does otherwise than before; that it starts and runs is nothing to tell.
  private func tellChanges() async {
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
