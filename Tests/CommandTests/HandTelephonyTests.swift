import CallDomain
import CallHandling
import Digest
import EventLog
import Events
import LiveTelephony
import Storage
import SystemTime
import Testing
import TrunklineTesting
import Values
import WireRuntime

@testable import trunkline

/// A centre that people play by hand, in memory: the writer, and telephony that puts through whoever says yes.
@Suite struct HandTelephonyTests {
  private static let centre = CentreID(unchecked: "bicycles")
  private static let queue = QueueID(unchecked: "sales")
  private static let agent = AgentID(unchecked: "anna")
  private static let call = CallID(ID128(high: 1, low: 1))

  @Test func whoAcceptsIsPutThrough() async throws {
    try await Self.served { port, log in
      try await Self.send(Self.untilYes, port)
      let started = try await Self.first(in: log) { event in
        if case .conversation(.started(let started)) = event { started } else { nil }
      }
      #expect(started.agent == Self.agent)
      #expect(started.stay.call == Self.call)
    }
  }

  /// Its process died between the yes and the joining; the next one joins them, and nobody else.
  @Test func whoAcceptedBeforeItBeganIsPutThrough() async throws {
    let now = Instant(ms: 915_451_200_000)
    var centre = Centre(id: Self.centre)
    var machine = HandTelephony(centre, chance: 7)
    var commands: [Command] = []
    machine.advance(to: now, into: &commands)
    #expect(commands == [])

    let log = MemoryEventLog(id: LogID(.random()), chain: Chain(hash: SHA256.digest))
    let slice = Slice(of: Self.centre)
    let server = SliceServer(
      slice: slice, loader: SliceLoader(log: log), time: WallTime(),
      identity: WriterIdentity(owner: "test", newID: { CommandID(.random()) }))
    let service = Task { try await server.serve() }
    try await Self.send(Self.untilYes, server)
    service.cancel()
    try await service.value
    centre = try #require(try await SliceLoader(log: log).load(slice).centres[Self.centre])
    machine = HandTelephony(centre, chance: 8)
    #expect(machine.nextWake != nil)
    machine.advance(to: now, into: &commands)
    #expect(commands.map(\.body) == [.reportJoined(ReportJoined(call: Self.call, entry: 1, offer: 1))])
  }

  /// A line that is gone before it is put through: nothing is joined, and the centre goes on.
  @Test func whoHangsUpFirstIsNotPutThrough() async throws {
    try await Self.served { port, log in
      try await Self.send(
        [
          .configure(Configure(configuration: Self.configuration)),
          .reportArrival(ReportArrival(call: CallArrived(call: Self.call, direction: .inbound))),
          .enqueue(Enqueue(call: Self.call, queue: Self.queue)),
          .reportCallerHungUp(ReportCallerHungUp(call: Self.call)),
        ], port)
      let ended = try await Self.first(in: log) { event in
        if case .call(.ended(let ended)) = event { ended } else { nil }
      }
      #expect(ended.outcome == .abandoned)
    }
  }

  // MARK: ground

  private static let untilYes: [Command.Body] = [
    .configure(Configure(configuration: configuration)), .logIn(LogIn(agent: agent)), .setReady(SetReady(agent: agent)),
    .reportArrival(ReportArrival(call: CallArrived(call: call, direction: .inbound))),
    .enqueue(Enqueue(call: call, queue: queue)), .makeOffer(MakeOffer(call: call, agents: [agent])),
    .acceptOffer(AcceptOffer(call: call, agent: agent)),
  ]

  private static func served(_ body: @escaping @Sendable (any CommandPort, any EventLog) async throws -> Void)
    async throws
  {
    let log = MemoryEventLog(id: LogID(.random()), chain: Chain(hash: SHA256.digest))
    let slice = Slice(of: centre)
    let server = SliceServer(
      slice: slice, loader: SliceLoader(log: log), time: WallTime(),
      identity: WriterIdentity(owner: "test", newID: { CommandID(.random()) }))
    let telephony = LiveTelephony(
      HandTelephony(Centre(id: centre), chance: 7), of: centre, log: log, port: server, time: WallTime())
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.serve() }
      group.addTask { try await telephony.run(after: log.chain.genesis(of: slice, in: log.id)) }
      try await body(server, log)
      group.cancelAll()
    }
  }

  private static func send(_ bodies: [Command.Body], _ port: any CommandPort) async throws {
    for body in bodies {
      let now = WallClock.now()
      let command = Command(
        id: CommandID(.random()), centre: centre, at: now, recordedAt: now, actor: Actor(kind: .supervisor, id: "t"),
        body: body)
      try await accepted(command, port)
    }
  }

  private static func accepted(_ command: Command, _ port: any CommandPort) async throws {
    while true {
      do {
        let reply = try #require(try await port.send([command]).first)
        guard case .accepted = reply.outcome else { throw Refused(reply: reply) }
        return
      } catch is CommandPortFailure {
        // The writer is on its way: the time between two tries.
        await aMoment()
      }
    }
  }

  private struct Refused: Error {
    let reply: CommandReply
  }

  private static func first<R>(in log: any EventLog, _ pick: (Event.Body) -> R?) async throws -> R {
    let slice = Slice(of: centre)
    var point = log.chain.genesis(of: slice, in: log.id)
    while true {
      let batch = try await log.read(slice, after: point, limit: .live)
      guard let end = batch.end else {
        await log.signal.waitForAppend(to: slice, beyond: point.position)
        continue
      }
      point = end
      var found: R?
      try batch.forEachBody { (_, body) throws in
        for event in try Commit(wire: body.bytes).events where found == nil { found = pick(event.body) }
      }
      if let found { return found }
    }
  }

  private static let configuration = Configuration(
    queues: [
      QueueConfiguration(
        id: queue, serviceLevelTargetMs: .seconds(20), shortAbandonMs: .seconds(5), ringMsMax: .seconds(20),
        wrapUpMsMax: .zero)
    ], agents: [AgentConfiguration(id: agent)],
    limits: Limits(openCallsMax: 10, queueLengthMax: 10, callMsMax: .minutes(60)))
}
