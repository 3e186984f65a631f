import Values

/// Tells when the machine's clock and the time that centres live by are apart, and when they are one again.
struct ClockWatch {
  /// Apart by so much, and it is told; clocks that are kept by a time server stay below.
  static let apart = Milliseconds.seconds(3)
  private static let together = Milliseconds.seconds(1)

  private var isApart = false

  /// - Parameter off: how far the time of day is ahead; negative: behind.
  /// - Returns: what is to be said; `nil`: it was said, or there is nothing.
  mutating func looked(off: Milliseconds) -> ServiceLog.Entry? {
    let size = off.count.magnitude
    if !isApart, size >= Self.apart.count.magnitude {
      isApart = true
      return .clockOff(off)
    }
    if isApart, size < Self.together.count.magnitude {
      isApart = false
      return .clockRight
    }
    return nil
  }
}
