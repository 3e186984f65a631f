import Storage
import SystemTime
import Values

/// The machine's time of day: the crowd lives as fast as the server that it calls.
struct CrowdTime: TimeSource {
  func now() -> Instant { WallClock.now() }

  func wait(until instant: Instant) async { await pause(instant.since(now())) }

  func pause(_ span: Milliseconds) async {
    if span <= .zero { return }
    // The deadline asked for, or the pace of who waits.
    try? await Task.sleep(for: .milliseconds(span.count))
  }
}
