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

  /// The log is away: a command is given back before its sender gives it up, and takes no effect when the log is back.
  @Test(arguments: [false, true]) func aCommandDoesNotOutliveItsSender(isGivenUp: Bool) async throws {
    let log = CutOffLog(ServedCentre.memory())
    let notes = Mutex<[ServiceNote]>([])
    let served = ServedSlices(
      loader: SliceLoader(log: log), time: HandTime(at: .noon),
      identity: WriterIdentity(owner: "one", newID: { CommandID(.random()) }),
      membership: Membership(Member(owner: "one", address: "here"), in: OneOwner()),
      patience: isGivenUp ? .seconds(3_600) : .milliseconds(20), note: { note in notes.withLock { $0.append(note) } })
    let service = Task { await served.run() }
    let configure = Self.command(.configure(Configure(configuration: .example)))
    try await Self.acceptedInTheEnd(served, configure)
    log.cut(true)
    _ = try? await served.send([Self.command(.logIn(LogIn(agent: .anna)))])
    await until { served.standings.map(\.state) == [.opening] }
    let late = Task { try await served.send([Self.command(.logIn(LogIn(agent: .boris)))]) }
    if isGivenUp { late.cancel() }
    await #expect {
      try await late.value
    } throws: {
      ($0 as? CommandPortFailure)?.kind == .noWriter
    }
    log.cut(false)
    await until { served.standings.map(\.state) == [.serving] }
    let head = try await log.head(of: ServedCentre.slice).position
    try await Self.acceptedInTheEnd(served, Self.command(.logIn(LogIn(agent: .clara))))
    #expect(try await log.head(of: ServedCentre.slice).position == head.next)
    service.cancel()
    await service.value
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

  static func command(_ body: Command.Body) -> Command {
    Command(
      id: CommandID(.random()), centre: .example, at: .noon, recordedAt: .epoch, actor: .agent(.anna), body: body)
  }

  /// Whoever is told to send again does so.
  static func acceptedInTheEnd(_ port: any CommandPort, _ command: Command) async throws {
    while true {
      do {
        let reply = try await port.send([command]).first
        guard case .accepted? = reply?.outcome else { throw Unanswered(description: "the command was not accepted") }
        return
      } catch let failure as CommandPortFailure where failure.kind != .busy {
        await aMoment()
      }
    }
  }

  static func accepted(_ port: any CommandPort, _ body: Command.Body) async throws {
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
