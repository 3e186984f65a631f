import Storage
import SystemTime
import Values

/// The machine's clock. Nothing of a probe is ever due: calls that come and go have no deadlines.
struct ProbeTime: TimeSource {
  func now() -> Instant { WallClock.now() }

  func wait(until instant: Instant) async {
    let (never, end) = AsyncStream<Void>.makeStream()
    for await _ in never {}
    end.finish()
  }
}
