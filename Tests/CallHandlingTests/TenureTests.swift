import CallHandling
import EventLog
import Events
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// A slice that is served under a lease.
@Suite(.timeLimit(.minutes(1))) struct TenureTests {
  /// A lost reply is resolved behind a new epoch, as on Kafka. The writer is on its feet again under the same lease,
  /// and commands wait meanwhile.
  @Test func aWriterBehindItsOwnBarrierKeepsItsLease() async throws {
    let log = BarrierLog(ServedCentre.memory())
    let owners = OneOwner()
    let notes = Mutex<[ServiceNote]>([])
    let time = HandTime(at: .noon)
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: time,
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }),
      membership: Membership(Member(owner: "one", address: "here"), in: owners),
      note: { note in notes.withLock { $0.append(note) } })
    let service = Task { await served.run() }

    try await Self.accepted(served, .configure(Configure(configuration: .example)))
    log.loseNext()
    // It landed: who sent it is told so.
    try await Self.accepted(served, .logIn(LogIn(agent: .anna)))
    let setReady = Self.command(.setReady(SetReady(agent: .anna)))
    await #expect {
      try await served.send([setReady])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .lost
    }
    try await Self.acceptedInTheEnd(served, setReady)
    #expect(owners.releases == 0)
    // Its own epoch, the barrier's, and the one that it took behind it.
    #expect(try await log.head(of: ServedCentre.slice).epoch == Epoch(3))
    #expect(notes.withLock { $0.filter { $0 == .serves(ServedCentre.slice) }.count } == 1)
    service.cancel()
    await service.value
    #expect(owners.releases == 1)
  }

  /// Cut off from the log for longer than its membership: when it comes back the slice is another's, and stays his.
  @Test func whoWasCutOffDoesNotTakeItBack() async throws {
    let log = CutOffLog(ServedCentre.memory())
    let owners = MemoryOwnership()
    let notes = Mutex<[ServiceNote]>([])
    let membership = Membership(Member(owner: "one", address: "here"), in: owners)
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }), membership: membership,
      note: { note in notes.withLock { $0.append(note) } })
    let service = Task { try await membership.lasting { await served.run() } }
    try await Self.accepted(served, .configure(Configure(configuration: .example)))
    log.cut(true)
    let lost = Task { try? await served.send([Self.command(.logIn(LogIn(agent: .anna)))]) }
    await until { notes.withLock { $0.contains { if case .hindered = $0 { true } else { false } } } }
    let two = Member(owner: "two", address: "there")
    owners.expire("one")
    _ = try await owners.renew(two, for: .minutes(1))
    #expect(try await owners.take(.writer, ServedCentre.slice, by: "two") != .taken(by: two))
    log.cut(false)
    await until { notes.withLock { $0.contains(.standsBy(ServedCentre.slice, two)) } }
    await until { served.standings.map(\.state) == [.standingBy("there")] }
    #expect(try await log.head(of: ServedCentre.slice).epoch == Epoch(1))
    service.cancel()
    try await service.value
    lost.cancel()
  }

  /// A service says that it is ready when its centre has a writer: nobody need send a command first.
  @Test func theCentreOfAServiceIsWrittenFromTheStart() async throws {
    let log = ServedCentre.memory()
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }),
      membership: Membership(Member(owner: "one", address: "here"), in: OneOwner()), first: ServedCentre.slice,
      note: { _ in })
    let service = Task { await served.run() }
    await until { served.standings.map(\.state) == [.serving] }
    #expect(served.slices == [ServedCentre.slice])
    service.cancel()
    await service.value
  }

  /// What time does not heal is told, senders are turned away with it, and other slices go on.
  @Test func aBrokenSliceIsLeftAndTheOthersGoOn() async throws {
    let log = CutOffLog(ServedCentre.memory())
    let notes = Mutex<[ServiceNote]>([])
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }),
      membership: Membership(Member(owner: "one", address: "here"), in: OneOwner()), first: ServedCentre.slice,
      note: { note in notes.withLock { $0.append(note) } })
    log.breaks()
    let service = Task { await served.run() }
    await until {
      notes.withLock { $0.contains { if case .broken(ServedCentre.slice, _) = $0 { true } else { false } } }
    }
    await #expect {
      try await served.send([Self.command(.logIn(LogIn(agent: .anna)))])
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .noWriter
    }
    let other = CentreID(unchecked: "other")
    #expect(Slice(of: other) != ServedCentre.slice)
    let configure = Command(
      id: CommandID(.random()), centre: other, at: .noon, recordedAt: .epoch, actor: .agent(.anna),
      body: .configure(Configure(configuration: .example)))
    guard case .accepted? = try await served.send([configure]).first?.outcome else {
      throw Unanswered(description: "the other slice does not go on")
    }
    service.cancel()
    await service.value
    // Who comes when all is over does not wait for ever.
    await #expect(throws: CommandPortFailure.self) {
      try await served.send([Self.command(.logIn(LogIn(agent: .anna)))])
    }
  }

  struct Unanswered: Error { let description: String }

  private static func command(_ body: Command.Body) -> Command {
    Command(
      id: CommandID(.random()), centre: .example, at: .noon, recordedAt: .epoch, actor: .agent(.anna), body: body)
  }

  /// Whoever is told to send again does so.
  private static func acceptedInTheEnd(_ port: any CommandPort, _ command: Command) async throws {
    while true {
      do {
        let reply = try await port.send([command]).first
        guard case .accepted? = reply?.outcome else { throw Unanswered(description: "the command was not accepted") }
        return
      } catch let failure as CommandPortFailure where failure.kind == .lost {
        continue
      }
    }
  }

  private static func accepted(_ port: any CommandPort, _ body: Command.Body) async throws {
    guard case .accepted? = try await port.send([command(body)]).first?.outcome else {
      throw Unanswered(description: "\(body) was not accepted")
    }
  }
}

/// Resolves by a marker of a new epoch, and says `stale` to the writer that it stands before.
private final class BarrierLog: LogDecorator {
  private struct State {
    var loses = false
    var barrier: Epoch?
  }
  let inner: any EventLog
  private let state = Mutex(State())

  init(_ inner: any EventLog) { self.inner = inner }

  func loseNext() { state.withLock { $0.loses = true } }

  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    let (loses, barrier) = state.withLock { state in
      defer { state.loses = false }
      return (state.loses, state.barrier)
    }
    let outcome = await inner.append(records, to: slice)
    if loses { return .unknown(reason: "the line broke") }
    guard case .fenced(let epoch) = outcome, epoch == barrier, let head = try? await inner.head(of: slice) else {
      return outcome
    }
    return .stale(head: head)
  }

  func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    let point = try await inner.acquire(slice, marker: .by("one"))
    state.withLock { $0.barrier = point.epoch }
    return try await inner.resolve(records, in: slice)
  }
}

/// Can't be reached for a while, or has lost something.
private final class CutOffLog: LogDecorator {
  let inner: any EventLog
  private let failure = Mutex<LogFailure?>(nil)

  init(_ inner: any EventLog) { self.inner = inner }

  func cut(_ isCut: Bool) { failure.withLock { $0 = isCut ? LogFailure(.unavailable, "the line is cut") : nil } }
  func breaks() { failure.withLock { $0 = .broken(at: Position(1), of: ServedCentre.slice) } }

  private func reach(_ slice: Slice) throws(LogFailure) {
    if let failure = failure.withLock({ $0 }), failure.kind == .unavailable || slice == ServedCentre.slice {
      throw failure
    }
  }

  func head(of slice: Slice) async throws(LogFailure) -> ChainPoint {
    try reach(slice)
    return try await inner.head(of: slice)
  }

  func acquire(_ slice: Slice, marker: OwnershipMarker) async throws(LogFailure) -> ChainPoint {
    try reach(slice)
    return try await inner.acquire(slice, marker: marker)
  }

  func append(_ records: [Record], to slice: Slice) async -> AppendOutcome {
    do { try reach(slice) } catch { return .unknown(reason: error.message) }
    return await inner.append(records, to: slice)
  }

  func resolve(_ records: [Record], in slice: Slice) async throws(LogFailure) -> AppendOutcome {
    try reach(slice)
    return try await inner.resolve(records, in: slice)
  }

  func scan(
    _ slice: Slice, after point: ChainPoint, through: Position?, limit: BatchLimit
  ) async throws(LogFailure) -> any RecordStream {
    try reach(slice)
    return try await inner.scan(slice, after: point, through: through, limit: limit)
  }
}

/// Leases that nobody else wants.
private final class OneOwner: Ownership {
  private let counts = Mutex(0)
  var releases: Int { counts.withLock { $0 } }

  func renew(_ member: Member, for span: Milliseconds) async throws(StorageFailure) -> [Lease] {
    Slice.all.map { Lease(role: .writer, slice: $0, epoch: 1) }
  }

  func take(_ role: LeaseRole, _ slice: Slice, by owner: String) async throws(StorageFailure) -> LeaseAnswer {
    .held(Lease(role: role, slice: slice, epoch: 1))
  }

  func release(_ role: LeaseRole, _ slice: Slice, by owner: String) async throws(StorageFailure) {
    counts.withLock { $0 += 1 }
  }

  func waitForRelease(of role: LeaseRole, _ slice: Slice, atMost: Duration) async {}
  func leave(_ owner: String) async throws(StorageFailure) {}
  func members() async throws(StorageFailure) -> [Member] { [] }
  func holder(of role: LeaseRole, _ slice: Slice) async throws(StorageFailure) -> Member? { nil }
}
