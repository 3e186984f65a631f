public import Values

/// The time that something runs by: the wall clock, or a virtual one that a simulation moves.
public protocol TimeSource: Sendable {
  func now() -> Instant

  /// Returns when `now()` has reached `instant`, or when the task is cancelled.
  func wait(until instant: Instant) async
}
