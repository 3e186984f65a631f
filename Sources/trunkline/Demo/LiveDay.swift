import CallDomain
import CallHandling
import CommandLineKit
import EventLog
import Events
import LiveTelephony
import PluginKit
import SimulatedTelephony
import Storage
import TelephonyKit
import Values

/// One day of a centre, lived in this process at some speed: the writer, every plugin, telephony, and whoever watches.
struct LiveDay {
  let installation: Installation
  let plan: DemoPlan
  let console: Console

  private var centre: CentreID { plan.centre }
  private var time: PacedTime { plan.time }

  /// Until everybody has hung up and gone home, or the person stops it.
  /// - Returns: whether the day came to its end.
  func live() async throws -> Bool {
    let membership = installation.membership("demo")
    let writers = installation.writers(membership, time: time)
    let port = PacedPort(port: writers, time: time)
    let replica = LiveReplica(of: centre, in: installation.log)
    let telephony = LiveTelephony(
      SimulatedTelephony(plan.scenario, centre: centre), of: centre, log: installation.log, port: port, time: time
    ) { [time] in time.saw($0, .telephony) }
    let slice = Slice(of: centre)
    let projections = try await installation.openProjections()
    let policies = installation.policies(port: port, time: time) { [time] _, position in
      time.saw(position, .routing)
    }
    let opening = DayOpening(port: port, former: plan.former, time: time)
    return try await withThrowingTaskGroup(of: Ending.self) { group in
      group.addTask { try await .left(membership.lasting { await writers.run() }) }
      group.addTask { await .left(projections.follow(slice)) }
      group.addTask { await .left(policies.follow(slice)) }
      group.addTask { try await .left(replica.follow()) }
      group.addTask { await .left(time.follow(slice, installation.log.signal, from: .zero)) }
      group.addTask { await .left(installation.keepServer { _, _ in }) }
      group.addTask {
        try await .left(
          show(replica, OwnPlugins(projections: projections, policies: policies, signal: installation.log.signal)).run()
        )
      }
      group.addTask {
        try await opening.open(with: plan.configuration)
        time.begin()
        return try await .over(telephony.run(after: installation.log.head(of: slice)))
      }
      defer { group.cancelAll() }
      guard case .over? = try await group.next() else { return false }
      return !Task.isCancelled
    }
  }

  /// What ended first: the day, or something that should have gone on (the person stopped it).
  private enum Ending {
    case over(Void)
    case left(Void)
  }

  private func show(_ replica: LiveReplica, _ plugins: OwnPlugins) -> LiveShow {
    LiveShow(replica: replica, now: time.now, speed: time.speed, standings: plugins.standings, console: console)
  }
}

/// What must be so before a day begins: the configuration holds, and nothing is left of a day that was broken off.
struct DayOpening {
  let port: any CommandPort
  /// As the day before left it: nobody has written since.
  let former: Centre
  let time: any TimeSource

  func open(with configuration: Configuration) async throws {
    // Lines and phones died with the process that simulated them.
    var bodies = Reconciliation(centre: former, lines: []).wishes
    for agent in former.agents.values.filter({ $0.logIn != nil }).sorted(by: { $0.id < $1.id }) {
      bodies.append(.logOut(LogOut(agent: agent.id)))
    }
    if former.configuration != configuration { bodies.append(.configure(Configure(configuration: configuration))) }
    for start in stride(from: 0, to: bodies.count, by: Self.batch) {
      try await send(Array(bodies[start..<min(start + Self.batch, bodies.count)]))
    }
  }

  private static let batch = 100

  private func send(_ bodies: [Events.Command.Body]) async throws {
    let now = time.now()
    let commands = bodies.map {
      Events.Command(
        id: CommandID(.random()), centre: former.id, at: now, recordedAt: now,
        actor: Actor(kind: .supervisor, id: "demo"),
        body: $0)
    }
    for reply in try await answers(to: commands) {
      if case .rejected(let rejection) = reply.outcome { throw Failure(.badInput, rejection.message) }
    }
  }

  /// The writer may still be on its way.
  private func answers(to commands: [Events.Command]) async throws -> [CommandReply] {
    let deadline = ContinuousClock.now + .seconds(15)
    while true {
      do {
        return try await port.send(commands)
      } catch let failure as CommandPortFailure {
        if Task.isCancelled || ContinuousClock.now > deadline { throw failure }
        // The pause before the next try.
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}
