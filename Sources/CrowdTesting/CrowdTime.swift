import Glibc
import Storage
import Values

/// The machine's time of day: the crowd lives as fast as the server that it calls.
struct CrowdTime: TimeSource {
  func now() -> Instant {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Instant(ms: Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000)
  }

  func wait(until instant: Instant) async { await pause(instant.since(now())) }

  func pause(_ span: Milliseconds) async {
    if span <= .zero { return }
    // The deadline asked for, or the pace of who waits.
    try? await Task.sleep(for: .milliseconds(span.count))
  }
}
