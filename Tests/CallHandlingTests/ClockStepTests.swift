import CallHandling
import EventLog
import Events
import Storage
import Synchronization
import SystemTime
import Testing
import TrunklineTesting
import Values

/// The machine's clock is set while calls are under way: what is due comes by the machine's own pace.
@Suite(.timeLimit(.minutes(1))) struct ClockStepTests {
  /// How far the time of day has been set from what the machine's pace says.
  private final class Steps: Sendable {
    private let set = Mutex(Milliseconds.zero)

    func step(by span: Milliseconds) { set.withLock { $0 += span } }
    func clock(of machine: HandTime) -> SteadyTime {
      SteadyTime(wall: { machine.now() + self.set.withLock { $0 } }, machine: machine)
    }
  }

  private static let hour = Milliseconds.minutes(60)
  private static let backAnHour = Milliseconds.minutes(-60)
  private let steps = Steps()

  /// Set forward, no ring ends before its time; set back, none lasts.
  @Test(arguments: [hour, backAnHour, Milliseconds.minutes(2 * 24 * 60), Milliseconds.minutes(-2 * 24 * 60)])
  func ringsEndAtTheirTime(step: Milliseconds) async throws {
    let served = try await ServedCentre.staffed { steps.clock(of: $0) }
    try await served.ringing()
    steps.step(by: step)
    // Somebody calls half a second before the ring may end: nothing has happened between.
    served.time.advance(by: Milliseconds(19_500))
    let before = try await served.head()
    try await served.accepted(.reportArrival(ReportArrival(call: .inbound(.three))), by: .telephony)
    #expect(try await served.head() == before.next)
    // The clock's share of twenty seconds, and a little.
    served.time.advance(by: .seconds(1))
    let (event, commit) = try await served.event(after: before) { $0.typeName == "offer.expired" }
    let rang = event.occurredAt.since(.noon)
    #expect(rang >= .seconds(20) && rang <= .seconds(21), "\(rang.count) ms")
    #expect(commit.at == event.occurredAt)
    try await served.stop()
    let instants = try await instants(of: served.log)
    #expect(instants == instants.sorted())
  }

  private func instants(of log: any EventLog) async throws -> [Instant] {
    let start = log.chain.genesis(of: ServedCentre.slice, in: log.id)
    let batch = try await log.read(ServedCentre.slice, after: start, limit: .bulk)
    return try batch.headers.indices.map { try Commit(wire: batch.record(at: $0).body) }
      .filter { $0.centre != nil }.map(\.at)
  }

  /// A fiftieth of what passes, and then they are one.
  @Test(arguments: [Milliseconds(5_000), Milliseconds(-5_000)])
  func theTimeOfDayIsNeared(step: Milliseconds) {
    let machine = HandTime(at: .noon)
    let clock = steps.clock(of: machine)
    steps.step(by: step)
    #expect(clock.now() == .noon)
    #expect(clock.off == step)
    machine.advance(by: .seconds(100))
    let neared = Milliseconds(step.count * 2 / 5)
    #expect(clock.now() == .noon + .seconds(100) + neared)
    #expect(clock.off == step - neared)
    // In small steps as well.
    for _ in 0..<15_500 {
      machine.advance(by: Milliseconds(10))
      _ = clock.now()
    }
    #expect(abs(clock.off.count) <= 1)
    machine.advance(by: .seconds(100))
    #expect(abs(clock.off.count) <= 1)
  }

  /// Whatever is done to the machine's clock, this one runs forward, and nearly as fast as the machine.
  @Test(arguments: [1, 2, 3] as [UInt64]) func itRunsOnWhateverIsSet(seed: UInt64) {
    var chance = ScheduleRandom(seed: seed)
    let machine = HandTime(at: .noon)
    let clock = steps.clock(of: machine)
    for _ in 0..<3_000 {
      let before = clock.now()
      if Int.random(in: 0..<10, using: &chance) == 0 {
        steps.step(by: Milliseconds(.random(in: -4_000_000...4_000_000, using: &chance)))
      }
      #expect(clock.now() == before)
      let passed = Int64.random(in: 0...5_000, using: &chance)
      machine.advance(by: Milliseconds(passed))
      let ran = clock.now().since(before).count
      #expect(abs(ran - passed) <= passed / 50 + 1)
    }
  }

  @Test(arguments: [hour, backAnHour]) func aWaitDoesNotEndEarly(step: Milliseconds) async {
    let machine = HandTime(at: .noon)
    let clock = steps.clock(of: machine)
    let woken = Mutex<Instant?>(nil)
    let waiting = Task {
      await clock.wait(until: .noon + .seconds(100))
      woken.withLock { $0 = clock.now() }
    }
    await machine.somebodyWaits(until: .noon + .seconds(100))
    steps.step(by: step)
    while woken.withLock({ $0 == nil }) {
      machine.advance(by: .seconds(1))
      await aMoment()
    }
    await waiting.value
    #expect(woken.withLock { $0 }.map { $0 >= .noon + .seconds(100) } == true)
  }
}
