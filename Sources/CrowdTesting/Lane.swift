import Events
import SimulatedTelephony
import SystemTime
import Values

/// A client that waits for each answer before it goes on: a caller comes, stands in the line of nobody, becomes more
/// urgent now and then, and hangs up.
struct Lane {
  let centre: CentreID
  let port: NotingPort
  let time: WallTime
  private var random: SeededRandom

  private static let actor = Actor(kind: .telephony, id: "lane")

  init(_ number: Int, seed: UInt64, centre: CentreID, port: NotingPort, time: WallTime) {
    self.centre = centre
    self.port = port
    self.time = time
    random = SeededRandom(seed: seed, stream: 1_000 + UInt64(number))
  }

  /// Until the task is cancelled.
  mutating func run() async throws {
    while !Task.isCancelled {
      let call = CallID(id())
      try await send([
        .reportArrival(ReportArrival(call: CallArrived(call: call, direction: .inbound, line: "lane"))),
        .enqueue(Enqueue(call: call, queue: CrowdScenario.unstaffed)),
      ])
      while random.happens(0.5) {
        try await send([.changePriority(ChangePriority(call: call, priority: Int32(random.unit() * 10)))])
      }
      try await send([.reportCallerHungUp(ReportCallerHungUp(call: call))])
    }
  }

  private mutating func send(_ bodies: [Command.Body]) async throws {
    let now = time.now()
    let commands = bodies.map {
      Command(
        id: CommandID(id()), centre: centre, at: now, recordedAt: now, actor: Self.actor, body: $0)
    }
    try await port.sendUntilAnswered(commands, by: time)
    await time.pause(Milliseconds(Int64(random.unit() * 60)))
  }

  private mutating func id() -> ID128 { ID128(high: random.next(), low: random.next()) }
}
