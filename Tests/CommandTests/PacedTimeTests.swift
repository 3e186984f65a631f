import Storage
import Synchronization
import Testing
import Values

@testable import trunkline

/// The clock of a centre that lives fast stands while something is under way.
@Suite struct PacedTimeTests {
  /// The machine's time, moved by hand.
  private final class Machine: Sendable {
    private let elapsed = Mutex(Duration.zero)
    func pass(_ span: Duration) { elapsed.withLock { $0 += span } }
    var clock: @Sendable () -> Duration { { self.elapsed.withLock { $0 } } }
  }

  private static func begun(_ machine: Machine) -> PacedTime {
    let time = PacedTime(start: Instant(ms: 1_000), speed: 100, elapsed: machine.clock)
    time.begin()
    return time
  }

  @Test func itStandsUntilItIsBegun() {
    let machine = Machine()
    let time = PacedTime(start: Instant(ms: 1_000), speed: 100, elapsed: machine.clock)
    machine.pass(.seconds(7))
    #expect(time.now() == Instant(ms: 1_000))
    time.begin()
    machine.pass(.milliseconds(10))
    #expect(time.now() == Instant(ms: 2_000))
  }

  @Test func itStandsWhileACommandIsUnderWay() {
    let machine = Machine()
    let time = Self.begun(machine)
    machine.pass(.milliseconds(10))
    time.sent(2)
    machine.pass(.milliseconds(100))
    #expect(time.now() == Instant(ms: 2_000))
    time.answered(1)
    machine.pass(.milliseconds(100))
    #expect(time.now() == Instant(ms: 2_000))
    time.answered(1)
    machine.pass(.milliseconds(1))
    #expect(time.now() == Instant(ms: 2_100))
  }

  @Test func itStandsUntilEverybodyHasSeenWhatHappened() {
    let machine = Machine()
    let time = Self.begun(machine)
    time.saw(.zero, .routing)
    time.saw(.zero, .telephony)
    time.grew(to: Position(3))
    machine.pass(.milliseconds(50))
    time.saw(Position(3), .telephony)
    time.saw(Position(2), .routing)
    machine.pass(.milliseconds(50))
    #expect(time.now() == Instant(ms: 1_000))
    time.saw(Position(3), .routing)
    machine.pass(.milliseconds(1))
    #expect(time.now() == Instant(ms: 1_100))
  }

  /// A part that is held or gone does not stop the day.
  @Test func whoDoesNotFollowIsWaitedForNoLonger() {
    let machine = Machine()
    let time = Self.begun(machine)
    time.saw(.zero, .routing)
    time.grew(to: Position(1))
    machine.pass(PacedTime.patience)
    #expect(time.now() == Instant(ms: 1_000))
    machine.pass(.milliseconds(10))
    #expect(time.now() == Instant(ms: 2_000))
  }

  @Test func whoWaitsIsWokenWhenItIsTime() async {
    let time = PacedTime(start: .epoch, speed: 1_000)
    time.begin()
    time.sent(1)
    let waiting = Task { await time.wait(until: .epoch + .seconds(1)) }
    time.answered(1)
    await waiting.value
    #expect(time.now() >= .epoch + .seconds(1))
  }
}
