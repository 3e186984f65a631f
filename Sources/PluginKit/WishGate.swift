import Values

/// Lets a policy wish for so much a second and no more: a policy is asked again, so what is turned away is not lost.
struct WishGate: Sendable, Equatable {
  /// Several times what routing wants in a large centre, and a fraction of what a writer takes.
  static let perSecondMax = 2_000
  /// So many seconds without a pause, and it is a mistake of the policy.
  static let floodedSecondsMax = 10

  private var second: Int64 = 0
  private var admitted = 0
  private var isOver = false
  /// Seconds before this one, each flooded.
  private(set) var floodedSeconds = 0

  /// How many of `count` may go now.
  mutating func admit(_ count: Int, at now: Instant) -> Int {
    let current = now.ms / 1_000
    if current != second {
      floodedSeconds = isOver && current == second + 1 ? floodedSeconds + 1 : 0
      second = current
      admitted = 0
      isOver = false
    }
    let admits = min(count, Self.perSecondMax - admitted)
    admitted += admits
    if admits < count { isOver = true }
    return admits
  }

  var isFlooded: Bool { isOver || floodedSeconds > 0 }
  var isHopeless: Bool { floodedSeconds >= Self.floodedSecondsMax }

  /// When more may go.
  var opensAt: Instant { Instant(ms: (second + 1) * 1_000) }
}
