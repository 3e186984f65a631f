/// A point in time: milliseconds since 1970-01-01T00:00:00Z, rounded down by whoever measured finer.
@frozen public struct Instant: Hashable, Sendable, Comparable {
  public let ms: Int64
  @inlinable public init(ms: Int64) { self.ms = ms }

  public static let epoch = Instant(ms: 0)

  @inlinable public static func < (a: Instant, b: Instant) -> Bool { a.ms < b.ms }
  @inlinable public static func + (a: Instant, b: Milliseconds) -> Instant { Instant(ms: a.ms &+ b.count) }
  @inlinable public static func - (a: Instant, b: Milliseconds) -> Instant { Instant(ms: a.ms &- b.count) }

  /// Negative when `earlier` is later: a source's clock may step back.
  @inlinable public func since(_ earlier: Instant) -> Milliseconds { Milliseconds(ms &- earlier.ms) }
}

/// A span of time in whole milliseconds; may be negative where two clocks disagree.
@frozen public struct Milliseconds: Hashable, Sendable, Comparable {
  public let count: Int64
  @inlinable public init(_ count: Int64) { self.count = count }

  public static let zero = Milliseconds(0)
  @inlinable public static func seconds(_ seconds: Int64) -> Milliseconds { Milliseconds(seconds &* 1_000) }
  @inlinable public static func minutes(_ minutes: Int64) -> Milliseconds { Milliseconds(minutes &* 60_000) }

  @inlinable public static func < (a: Milliseconds, b: Milliseconds) -> Bool { a.count < b.count }
  @inlinable public static func + (a: Milliseconds, b: Milliseconds) -> Milliseconds {
    Milliseconds(a.count &+ b.count)
  }
  @inlinable public static func - (a: Milliseconds, b: Milliseconds) -> Milliseconds {
    Milliseconds(a.count &- b.count)
  }
  @inlinable public static func += (a: inout Milliseconds, b: Milliseconds) { a = a + b }
}
