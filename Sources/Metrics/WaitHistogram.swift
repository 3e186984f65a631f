/// Counts of waits by bucket. Histograms of parts merge into that of the whole, which percentiles themselves do not.
public struct WaitHistogram: Sendable, Hashable {
  /// Ordered by bucket, each at most once, every count positive.
  public private(set) var counts: [(bucket: WaitBucket, count: Int64)] = []
  /// Waits counted.
  public private(set) var total: Int64 = 0

  public init() {}

  public mutating func record(_ waitMs: Int64) { add(1, to: WaitBucket(holding: waitMs)) }

  public mutating func add(_ count: Int64, to bucket: WaitBucket) {
    guard count > 0 else { return }
    let place = firstPlace(notBelow: bucket)
    if place < counts.count, counts[place].bucket == bucket {
      counts[place].count += count
    } else {
      counts.insert((bucket, count), at: place)
    }
    total += count
  }

  public static func += (a: inout WaitHistogram, b: WaitHistogram) {
    for (bucket, count) in b.counts { a.add(count, to: bucket) }
  }

  /// The wait that this share of all waits does not exceed, in milliseconds: the upper bound of the bucket that holds
  /// the ⌈share · total⌉-th shortest (the first for a share of 0), so at most 1 % above the exact one and never below
  /// it.
  ///
  /// - Parameters:
  ///   - perMille: the share in thousandths: 950 for P95. A whole number, so that no rank depends on rounding.
  ///   - waitMsMax: the longest wait where it is known; the answer is not above it.
  /// - Returns: `nil` where nothing was counted.
  public func percentile(perMille: Int64, waitMsMax: Int64? = nil) -> Int64? {
    precondition((0...1_000).contains(perMille), "a share is 0 to 1000 thousandths")
    guard total > 0 else { return nil }
    let rank = max(1, (total * perMille + 999) / 1_000)
    var seen: Int64 = 0
    for (bucket, count) in counts {
      seen += count
      if seen >= rank { return min(bucket.upperMs, waitMsMax ?? .max) }
    }
    preconditionFailure("the counts add up to the total")
  }

  private func firstPlace(notBelow bucket: WaitBucket) -> Int {
    if let last = counts.last, last.bucket < bucket { return counts.count }
    var low = 0
    var high = counts.count
    while low < high {
      let middle = (low + high) / 2
      if counts[middle].bucket < bucket { low = middle + 1 } else { high = middle }
    }
    return low
  }

  public static func == (a: WaitHistogram, b: WaitHistogram) -> Bool {
    a.counts.elementsEqual(b.counts) { $0 == $1 }
  }

  public func hash(into hasher: inout Hasher) {
    for (bucket, count) in counts {
      hasher.combine(bucket)
      hasher.combine(count)
    }
  }
}
