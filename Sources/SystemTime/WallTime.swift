import Storage
package import Values

/// The machine's time of day.
package struct WallTime: TimeSource {
  package init() {}

  package func now() -> Instant { WallClock.now() }

  package func wait(until instant: Instant) async {
    while true {
      let span = instant.since(now())
      if span <= .zero || Task.isCancelled { return }
      // The deadline asked for; the clock may be set meanwhile, so at most a second at once.
      try? await Task.sleep(for: .milliseconds(min(span.count, 1_000)))
    }
  }
}
