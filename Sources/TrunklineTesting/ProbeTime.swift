import Storage
import SystemTime
package import Values

/// The machine's clock for a process under test. Nothing of it is ever due: it lives for less than its deadlines, so
/// that waiting for one is waiting for the end.
package struct ProbeTime: TimeSource {
  package init() {}

  package func now() -> Instant { WallClock.now() }

  package func wait(until instant: Instant) async {
    let (never, end) = AsyncStream<Void>.makeStream()
    for await _ in never {}
    end.finish()
  }
}
