/// Pauses between attempts, twice as long each time up to two seconds.
package struct BackOff: Sendable {
  private var next = Duration.milliseconds(50)
  private static let longest = Duration.seconds(2)

  package init() {}

  /// Returns early when the task is cancelled.
  package mutating func pause() async {
    // The back-off between two attempts.
    try? await Task.sleep(for: next)
    next = min(next * 2, Self.longest)
  }
}
