import CallHandling
import Digest
import EventLog
import Events
import Storage
import Synchronization
import TrunklineTesting
import Values

/// The example centre, served on a log in memory by a clock that stands at noon.
struct ServedCentre {
  let log: any EventLog
  let time: HandTime
  let server: SliceServer
  /// Of the service; throws why it ended.
  let service: Task<Void, any Error>

  static let slice = Slice(of: .example)

  static func memory() -> MemoryEventLog {
    MemoryEventLog(id: LogID(ID128(high: 7, low: 1)), chain: Chain(hash: SHA256.digest))
  }

  /// Serves a log that may have a centre already.
  /// - Parameter clock: what the centre lives by; `nil`: the clock that a test moves.
  static func on(
    _ log: any EventLog, at now: Instant = .noon, owner: String = "one",
    clock: (HandTime) -> any TimeSource = { $0 }
  ) -> ServedCentre {
    let time = HandTime(at: now)
    let server = SliceServer(
      slice: slice, loader: SliceLoader(log: log), time: clock(time),
      identity: WriterIdentity(owner: owner, newID: { CommandID(.random()) }))
    return ServedCentre(log: log, time: time, server: server, service: Task { try await server.serve() })
  }

  /// With Anna, Boris and Clara ready.
  static func staffed(
    _ log: any EventLog = memory(), at now: Instant = .noon, clock: (HandTime) -> any TimeSource = { $0 }
  ) async throws -> ServedCentre {
    let served = on(log, at: now, clock: clock)
    try await served.accepted(.configure(Configure(configuration: .example)))
    for agent in [AgentID.anna, .boris, .clara] {
      try await served.accepted(
        .logIn(LogIn(agent: agent)), .setReady(SetReady(agent: agent)), by: .agent(agent))
    }
    return served
  }

  func command(_ body: Command.Body, by actor: Actor = .system, at now: Instant? = nil) -> Command {
    Command(
      id: CommandID(.random()), centre: .example, at: now ?? time.now(), recordedAt: .epoch, actor: actor, body: body)
  }

  /// Sends until it is taken in: a service that has just been started may not be there yet.
  func send(_ commands: [Command]) async throws -> [CommandReply] {
    while true {
      do {
        return try await server.send(commands)
      } catch let failure as CommandPortFailure where failure.kind == .noWriter {
        // The writer is on its way: the time between two tries.
        await aMoment()
      }
    }
  }

  @discardableResult
  func accepted(_ bodies: Command.Body..., by actor: Actor = .system) async throws -> [Event] {
    var events: [Event] = []
    for reply in try await send(bodies.map { command($0, by: actor) }) {
      guard case .accepted(let accepted) = reply.outcome else { throw NotAccepted(reply: reply) }
      events += accepted.events
    }
    return events
  }

  /// A call of the example waits in `sales` and rings at Anna's.
  func ringing() async throws {
    try await accepted(.reportArrival(ReportArrival(call: .inbound(.one))), by: .telephony)
    try await accepted(.enqueue(Enqueue(call: .one, queue: .sales)))
    try await accepted(.makeOffer(MakeOffer(call: .one, agents: [.anna])), by: .policy)
  }

  /// The first event after `position` that is wanted, when it is in the log.
  func event(after position: Position, _ wanted: (Event) -> Bool) async throws -> (event: Event, commit: Commit) {
    var point = try await log.point(at: position, of: Self.slice)
    while true {
      let batch = try await log.read(Self.slice, after: point, limit: .live)
      for index in batch.headers.indices {
        let commit = try Commit(wire: batch.record(at: index).body)
        if let event = commit.events.first(where: wanted) { return (event, commit) }
      }
      point = batch.end ?? point
      await log.signal.waitForAppend(to: Self.slice, beyond: point.position)
    }
  }

  func head() async throws -> Position { try await log.head(of: Self.slice).position }

  func stop() async throws {
    service.cancel()
    try await service.value
  }

  struct NotAccepted: Error { let reply: CommandReply }
}

/// Loses the reply of one append, and does not say whether it landed until it is asked for the second time.
final class OneLostReply: LogDecorator {
  let inner: any EventLog
  private let loses = Mutex(false)

  init(_ inner: any EventLog) { self.inner = inner }

  func loseNext() { loses.withLock { $0 = true } }

  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    let lost = loses.withLock { loses in
      defer { loses = false }
      return loses
    }
    let outcome = await inner.append(records, to: slice)
    return lost ? .unknown(reason: "the line broke") : outcome
  }

  func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    throw LogFailure(.unavailable, "the server is away")
  }
}
