package import Storage
import Synchronization
package import Values

/// The time of day as one process tells it to all its parts: what one part stamps, another compares with its deadlines.
/// Setting the machine's clock neither ends what should last nor lasts what should end (`SlewedClock`).
package final class SteadyTime: TimeSource {
  package static let ofThisProcess = SteadyTime()

  private let wall: @Sendable () -> Instant
  private let machine: any TimeSource
  private let clock: Mutex<SlewedClock>

  /// - Parameter machine: runs at its own pace and is never set; only distances count.
  package init(
    wall: @escaping @Sendable () -> Instant = { WallClock.now() }, machine: any TimeSource = MonotonicTime()
  ) {
    self.wall = wall
    self.machine = machine
    clock = Mutex(SlewedClock(wall: wall(), reading: machine.now()))
  }

  package func now() -> Instant {
    clock.withLock { $0.now(wall: wall(), reading: machine.now()) }
  }

  /// How far the machine's time of day is ahead of this; negative: behind.
  package var off: Milliseconds {
    clock.withLock { clock in
      _ = clock.now(wall: wall(), reading: machine.now())
      return clock.off
    }
  }

  package func wait(until instant: Instant) async {
    while !Task.isCancelled {
      let left = instant.since(now()).count
      if left <= 0 { return }
      // Not beyond the moment, however fast this clock runs meanwhile.
      let span = max(1, left * SlewedClock.share / (SlewedClock.share + 1))
      await machine.wait(until: machine.now() + Milliseconds(span))
    }
  }
}
