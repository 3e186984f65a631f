import Storage
package import Values

/// The machine's own pace, which nobody sets: for how long something may take and how long to wait before the next try.
/// Its instants mean nothing but their distances.
package struct MonotonicTime: TimeSource {
  private static let start = ContinuousClock.now

  package init() { _ = Self.start }

  package func now() -> Instant {
    let (seconds, attoseconds) = (ContinuousClock.now - Self.start).components
    return Instant(ms: seconds * 1_000 + attoseconds / 1_000_000_000_000_000)
  }

  package func wait(until instant: Instant) async {
    while !Task.isCancelled {
      let left = instant.since(now())
      if left <= .zero { return }
      // The deadline asked for; what is cut off below a millisecond is waited for once more.
      try? await Task.sleep(for: .milliseconds(left.count))
    }
  }
}
