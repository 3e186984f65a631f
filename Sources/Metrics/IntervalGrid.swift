/// The base interval of all counts: a quarter of an hour of UTC. Longer ones are sums of it.
public enum IntervalGrid {
  public static let lengthMs: Int64 = 900_000

  /// Start of the interval that holds this instant (milliseconds since 1970), also before 1970.
  @inline(__always) public static func start(of ms: Int64) -> Int64 {
    let into = ms % lengthMs
    return ms &- (into < 0 ? into &+ lengthMs : into)
  }

  /// The first interval that starts at this instant or later.
  public static func firstStart(notBefore ms: Int64) -> Int64 {
    let start = start(of: ms)
    return start == ms ? ms : start &+ lengthMs
  }

  /// Calls `part` with the start of each interval that a span touches and the milliseconds of the span inside it. A
  /// span that ends where it begins, or before, touches none.
  @inline(__always) public static func split<Failure: Error>(
    from since: Int64, to until: Int64, _ part: (_ intervalStart: Int64, _ ms: Int64) throws(Failure) -> Void
  ) throws(Failure) {
    var start = since
    var interval = Self.start(of: since)
    while start < until {
      let end = min(until, interval &+ lengthMs)
      try part(interval, end &- start)
      start = end
      interval &+= lengthMs
    }
  }
}
