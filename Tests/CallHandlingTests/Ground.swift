import CallHandling
import Digest
import EventLog
import Events
import PostgresClient
import PostgresEventLog
import PostgresTesting
import Values

/// A log in a database of its own, with one recorded call that was answered by agent `a`, and `b` logged in.
struct Ground {
  static let centre = CentreID(unchecked: "bank")
  static let queue = QueueID(unchecked: "PS")
  static let agent = AgentID(unchecked: "a")
  static let call = CallID(ID128(high: 1, low: 1))

  let log: PostgresEventLog
  let engine: SliceEngine
  let settings: ConnectionSettings
  let head: UInt64

  static func with(_ body: (Ground) async throws -> Void) async throws {
    let settings = try await TemporaryPostgres.freshDatabase()
    let log = try await PostgresEventLog.open(settings, chain: Chain(hash: SHA256.digest), newID: LogID(.random()))
    do {
      let engine = try await SliceEngine.take(Slice(of: centre), of: log, marker: marker())
      let ground = Ground(log: log, engine: engine, settings: settings, head: 0)
      try await ground.configure()
      for (second, facts) in history { try await ground.record(facts, at: Instant(ms: second * 1_000)) }
      let head = try await log.head(of: engine.slice).position.number
      try await body(Ground(log: log, engine: engine, settings: settings, head: head))
      await log.close()
    } catch {
      await log.close()
      throw error
    }
  }

  static func marker() -> OwnershipMarker {
    OwnershipMarker(owner: "test", commandID: CommandID(.random()), at: .epoch, recordedAt: .epoch)
  }

  private static let history: [(Int64, [HistoricFact.Fact])] = [
    (1, [.loggedIn(HistoricLogIn(agent: agent, inferred: true))]),
    (2, [.arrived(CallArrived(call: call, direction: .inbound))]),
    (3, [.enqueued(HistoricEnqueue(call: call, queue: queue))]),
    (10, [.answered(HistoricAnswer(call: call, agent: agent, waitMs: .seconds(7)))]),
    (
      70,
      [
        .conversationEnded(HistoricConversationEnd(call: call, talkMs: .seconds(60), by: .caller)),
        .callEnded(HistoricCallEnd(call: call, by: .caller)),
      ]
    ),
  ]

  private func configure() async throws {
    let configuration = Configuration(
      queues: [
        QueueConfiguration(
          id: Self.queue, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
          wrapUpMsMax: .zero)
      ], limits: Limits(openCallsMax: 100, queueLengthMax: 100, callMsMax: .minutes(600)))
    try await handle(.configure(Configure(configuration: configuration)), at: .epoch)
  }

  private func record(_ facts: [HistoricFact.Fact], at moment: Instant) async throws {
    try await record(facts.map { HistoricFact(occurredAt: moment, fact: $0) }, at: moment)
  }

  func record(_ facts: [HistoricFact], at moment: Instant) async throws {
    try await handle(.recordHistory(RecordHistory(facts: facts)), at: moment)
  }

  private func handle(_ body: Command.Body, at moment: Instant) async throws {
    let command = Command(
      id: CommandID(.random()), centre: Self.centre, at: moment, recordedAt: moment,
      actor: Actor(kind: .import, id: "test"), body: body)
    for result in try await engine.handle([command]) {
      if case .rejected(let rejection) = result { throw rejection }
    }
  }

  func audit() async throws -> LogAudit { try await LogAudit.run(engine.slice, of: log) }

  /// What no program of ours does to a log.
  func surgery(_ sql: String) async throws {
    let connection = try await PostgresConnection.open(settings)
    try await connection.run { session in try session.transaction { _ = try session.execute(sql) } }
    await connection.close()
  }

  /// Appends without the core.
  func appendUnchecked(_ events: [Event]) async throws {
    let (writer, _) = try await SliceWriter.acquire(engine.slice, of: log, marker: Self.marker())
    let draft = CommitDraft(
      centre: Self.centre, commandID: CommandID(.random()), at: Instant(ms: 80_000), recordedAt: Instant(ms: 80_000),
      actor: Actor(kind: .system), configurationVersion: 1, events: events)
    _ = try await writer.submit([draft])
  }

  /// Two calls arrive and are queued; both are offered to the same agent.
  static var offerToBusyAgent: [Event] {
    let at = Instant(ms: 80_000)
    var events: [Event] = []
    for number in [UInt64(2), 3] {
      let call = CallID(ID128(high: number, low: number))
      let stay = Stay(call: call, entry: 1, queue: queue, enqueuedAt: at, originalEnqueuedAt: at)
      let left = AgentInterval(state: .idle, since: Instant(ms: 70_000), until: at, inferred: true)
      let offer = Offer(stay: stay, ordinal: 1, agent: agent, madeAt: at)
      events += [
        Event(occurredAt: at, body: .call(.arrived(CallArrived(call: call, direction: .inbound)))),
        Event(occurredAt: at, body: .entry(.enqueued(EntryEnqueued(stay: stay, place: 1, queueLength: 1)))),
        Event(occurredAt: at, body: .offer(.made(OfferMade(offer: offer, deadline: at + .seconds(20), left: left)))),
      ]
    }
    return events
  }
}
