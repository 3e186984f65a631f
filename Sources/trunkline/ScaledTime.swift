import Storage
import Values

/// The time of a centre that lives faster than we do: it stood at `start` when this was made, and runs `speed` times as
/// fast as ours. For days that are lived, or shown, again.
struct ScaledTime: TimeSource {
  let start: Instant
  let speed: Double
  private let began = ContinuousClock.now

  init(start: Instant, speed: Double) {
    self.start = start
    self.speed = speed
  }

  func now() -> Instant { start + Milliseconds(Int64((ContinuousClock.now - began) / .milliseconds(1) * speed)) }

  func wait(until instant: Instant) async {
    let left = Double(instant.since(now()).count) / speed
    // The moment asked for; a millisecond of ours may be many of the centre's.
    if left > 0 { try? await Task.sleep(for: .milliseconds(left)) }
  }
}
