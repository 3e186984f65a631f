import Values

/// Slices of which a broker lacked the record that should come next: looked at now and then until that is sure.
struct Doubts {
  /// Between two looks.
  static let pause = Duration.milliseconds(250)

  private struct Doubt {
    let since: ContinuousClock.Instant
    var due: ContinuousClock.Instant
  }
  private var doubts: [Slice: Doubt] = [:]

  mutating func begin(_ slice: Slice, at now: ContinuousClock.Instant) {
    if doubts[slice] == nil { doubts[slice] = Doubt(since: now, due: now) }
  }

  mutating func end(_ slice: Slice) { doubts[slice] = nil }

  /// Those to be looked at now, and whether what is seen now has been so for long enough.
  mutating func takeDue(at now: ContinuousClock.Instant) -> [(slice: Slice, isSure: Bool)] {
    guard !doubts.isEmpty else { return [] }
    var due: [(slice: Slice, isSure: Bool)] = []
    for slice in Slice.all {
      guard let doubt = doubts[slice], doubt.due <= now else { continue }
      doubts[slice]?.due = now + Self.pause
      due.append((slice, now - doubt.since >= OutsideOfLog.doubt))
    }
    return due
  }
}
