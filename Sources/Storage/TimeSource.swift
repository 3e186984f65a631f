public import Values

/// The time that something runs by: the wall clock, or a virtual one that a simulation moves.
public protocol TimeSource: Sendable {
  func now() -> Instant

  /// Returns when `now()` has reached `instant`, or when the task is cancelled.
  func wait(until instant: Instant) async
}

extension TimeSource {
  /// Returns when `now()` has reached `instant`, when `other` has returned, or when the task is cancelled; what is
  /// still waited for is cancelled.
  public func wait(until instant: Instant, or other: @escaping @Sendable () async -> Void) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask { await wait(until: instant) }
      group.addTask { await other() }
      await group.next()
      group.cancelAll()
    }
  }
}
