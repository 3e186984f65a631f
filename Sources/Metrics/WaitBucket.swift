/// A range of waits that a histogram counts together: log-linear, so that it is at most 1 % wide wherever it lies.
///
/// Waits below 256 ms have a bucket each. From there every doubling is cut into 128 buckets of equal width, which makes
/// a bucket at most 1/128 of its lower bound wide. The numbers are stored with the counts: they never change.
public struct WaitBucket: Sendable, Hashable, Comparable {
  /// Buckets of one doubling.
  private static let perDoubling: Int64 = 128
  private static let exactBelowMs: Int64 = 256

  /// 0, 1, 2 … without gap, in order of wait.
  public let number: Int32

  /// Of the bucket that holds the longest wait there can be.
  public static let numberMax: Int32 = 7_295

  /// `nil` for a number that no bucket has.
  public init?(number: Int32) {
    guard (0...Self.numberMax).contains(number) else { return nil }
    self.number = number
  }

  /// The bucket of this wait; a negative one (two clocks that disagree) counts as 0.
  @inline(__always) public init(holding waitMs: Int64) {
    guard waitMs >= Self.exactBelowMs else {
      number = Int32(truncatingIfNeeded: max(0, waitMs))
      return
    }
    let doubling = Int64(63 - 7 - waitMs.leadingZeroBitCount)
    number = Int32(truncatingIfNeeded: doubling * Self.perDoubling + waitMs >> doubling)
  }

  /// The doubling that the bucket lies in, from 0 for all that are exact.
  private var doubling: Int64 { max(0, Int64(number) / Self.perDoubling - 1) }

  /// The shortest wait that it holds.
  public var lowerMs: Int64 { (Int64(number) - doubling * Self.perDoubling) << doubling }

  /// The longest wait that it holds.
  public var upperMs: Int64 { lowerMs + ((1 << doubling) - 1) }

  public static func < (a: WaitBucket, b: WaitBucket) -> Bool { a.number < b.number }
}
