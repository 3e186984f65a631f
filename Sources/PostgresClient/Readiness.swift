import Glibc

/// What `poll` saw on a connection's socket and on its bell.
struct Readiness {
  let isSocketReady: Bool
  let isWoken: Bool

  /// Waits until the socket is ready for `events`, the bell rings, or `deadline` has passed; `nil` waits for ever.
  static func wait(
    socket: Int32, _ events: Int16, wake: Int32, _ deadline: ContinuousClock.Instant?
  ) -> Readiness {
    withUnsafeTemporaryAllocation(of: pollfd.self, capacity: 2) { watched in
      watched[0] = pollfd(fd: socket, events: events, revents: 0)
      watched[1] = pollfd(fd: wake, events: Int16(POLLIN), revents: 0)
      let count = poll(watched.baseAddress!, 2, deadline.map(milliseconds(until:)) ?? -1)
      guard count > 0 else { return Readiness(isSocketReady: false, isWoken: false) }
      return Readiness(isSocketReady: watched[0].revents != 0, isWoken: watched[1].revents != 0)
    }
  }

  /// Rounded up, so that a deadline has passed when the wait ends; at most an hour, after which callers look again.
  private static func milliseconds(until deadline: ContinuousClock.Instant) -> Int32 {
    let left = (deadline - ContinuousClock.now).components
    if left.seconds < 0 || left.attoseconds < 0 { return 0 }
    return Int32(min(left.seconds, 3600)) * 1000 + Int32(left.attoseconds / 1_000_000_000_000_000) + 1
  }
}
