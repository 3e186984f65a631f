package import CallDomain
import CallHandling
import Digest
package import EventLog
import Events
import LiveTelephony
import SimulatedTelephony
package import Storage
import SystemTime
import TelephonyKit
package import Values

/// Everybody outside of a served centre: callers, agents at their phones, and clients of other kinds. They outlive the
/// server's deaths, send what was not answered again under the same ids, and write down every answer.
package struct Crowd: Sendable {
  private let centre: CentreID
  private let slice: Slice
  private let log: FollowedLog
  private let port: NotingPort
  private let time = WallTime()

  private static let lanes = 3
  /// Commands of one request.
  private static let batch = 100

  package init(of centre: CentreID, log: any EventLog, port: any CommandPort, ledger: Ledger) {
    self.centre = centre
    slice = Slice(of: centre)
    self.log = FollowedLog(inner: log, time: time)
    self.port = NotingPort(inner: port, ledger: ledger)
  }

  /// Configures the centre, and ends what an earlier crowd left.
  package func come() async throws {
    let state = try await state()
    if state.configuration != CrowdScenario.configuration {
      try await send([.configure(Configure(configuration: CrowdScenario.configuration))])
    }
    try await clear(state)
  }

  /// Lives until the task is cancelled.
  package func live(seed: UInt64) async throws {
    let telephony = LiveTelephony(
      SimulatedTelephony(CrowdScenario.scenario(seed: seed, from: time.now()), centre: centre), of: centre, log: log,
      port: port, time: time)
    let start = try await log.head(of: slice)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { await log.follow(slice) }
      group.addTask { try await telephony.run(after: start) }
      for number in 1...Self.lanes {
        group.addTask {
          var lane = Lane(number, seed: seed, centre: centre, port: port, time: time)
          try await lane.run()
        }
      }
      // Nobody ends by himself.
      do { try await group.next() } catch  where Task.isCancelled {}
      group.cancelAll()
    }
  }

  /// Ends every call and sends everybody home.
  /// - Returns: what is open then.
  package func leave() async throws -> OpenCounts {
    try await clear(try await state())
    return try await state().open
  }

  private func state() async throws -> Centre {
    try await Replay.fold(slice, of: log).centres[centre] ?? Centre(id: centre)
  }

  /// The lines died with the crowd that they belonged to.
  private func clear(_ state: Centre) async throws {
    try await send(Reconciliation(centre: state, lines: []).wishes)
    let present = state.agents.values.filter { $0.logIn != nil }.map(\.id).sorted()
    try await send(present.map { .logOut(LogOut(agent: $0)) })
  }

  private func send(_ bodies: [Command.Body]) async throws {
    for start in stride(from: 0, to: bodies.count, by: Self.batch) {
      let now = time.now()
      let commands = bodies[start..<min(start + Self.batch, bodies.count)].map {
        Command(
          id: CommandID(.random()), centre: centre, at: now, recordedAt: now,
          actor: Actor(kind: .supervisor, id: "crowd"), body: $0)
      }
      try await port.sendUntilAnswered(commands, by: time)
    }
  }
}
