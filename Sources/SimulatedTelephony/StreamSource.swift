import Values

/// Brings the callers of one stream, each with what he will do.
struct StreamSource: Sendable {
  let stream: CallStream
  var random: SeededRandom
  private var last: Instant

  init(_ stream: CallStream, seed: UInt64, number: Int, from: Instant) {
    self.stream = stream
    random = SeededRandom(seed: seed, stream: 16 + UInt64(number))
    last = from
  }

  /// When the next one comes; `nil`: nobody any more.
  mutating func next() -> Instant? {
    guard let next = drawn() else { return nil }
    last = next
    return next
  }

  private mutating func drawn() -> Instant? {
    switch stream.arrivals {
    case .poisson(let gap): return after(last, meanGapMs: gap)
    case .byInterval(let intervals):
      // An exponential gap that crosses the end of its interval begins again there: it has no memory.
      for interval in intervals where interval.to > last && interval.count > 0 {
        let start = max(last, interval.from)
        let next = after(start, meanGapMs: Double(interval.to.since(interval.from).count) / interval.count)
        if next < interval.to { return next }
      }
      return nil
    }
  }

  private mutating func after(_ start: Instant, meanGapMs: Double) -> Instant {
    let gap = -meanGapMs * Elementary.log(random.unit())
    return start + Milliseconds(Int64(min(gap, 1e15).rounded()))
  }
}
