import Values

/// The time of a centre whose past is shown again: it stood at `start` when the showing began, and runs `speed` times
/// as fast as ours.
struct ReplayClock: Sendable {
  let start: Instant
  let speed: Double
  private let began = ContinuousClock.now

  init(start: Instant, speed: Double) {
    self.start = start
    self.speed = speed
  }

  func now() -> Instant { start + Milliseconds(Int64((ContinuousClock.now - began) / .milliseconds(1) * speed)) }

  /// Returns when it is `moment`, or when the task is cancelled.
  func wait(until moment: Instant) async {
    let left = Double(moment.since(now()).count) / speed
    if left > 0 { try? await Task.sleep(for: .milliseconds(left)) }
  }
}
