import Metrics
import Testing

@Suite struct WaitHistogramTests {
  @Test func bucketsFollowEachOtherWithoutGap() throws {
    var next: Int64 = 0
    for number in 0...WaitBucket.numberMax {
      let bucket = try #require(WaitBucket(number: number))
      #expect(bucket.lowerMs == next)
      #expect(WaitBucket(holding: bucket.lowerMs) == bucket)
      #expect(WaitBucket(holding: bucket.upperMs) == bucket)
      #expect(Double(bucket.upperMs - bucket.lowerMs) + 1 <= max(1, 0.01 * Double(bucket.lowerMs)))
      next = bucket.upperMs &+ 1
    }
    // Every wait has a bucket.
    #expect(WaitBucket(holding: .max).upperMs == .max)
    #expect(WaitBucket(holding: .max).number == WaitBucket.numberMax)
    #expect(WaitBucket(number: WaitBucket.numberMax + 1) == nil)
    #expect(WaitBucket(number: -1) == nil)
    #expect(WaitBucket(holding: -5).number == 0)
    #expect(WaitBucket(holding: 255).upperMs == 255)
  }

  @Test func percentilesAreWithinOnePercentOfTheExactOnes() throws {
    for line in try CopiedOracle.text("percentiles.csv").split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let seed = try #require(UInt64(fields[1]))
      let count = try #require(Int(fields[2]))
      let perMille = try #require(Int64(fields[3]))
      let exact = try #require(Int64(fields[4]))
      let histogram = try Self.histogram(String(fields[0]), seed: seed, count: count)
      let found = try #require(histogram.percentile(perMille: perMille))
      #expect(found >= exact && Double(found) <= 1.01 * Double(exact), "\(line)")
      if let theirs = Int64(fields[5]) {
        #expect(abs(Double(found - theirs)) <= max(1, 0.01 * Double(theirs)), "\(line)")
      }
    }
  }

  @Test func histogramsOfPartsMergeIntoThatOfTheWhole() throws {
    let parts = try [("skewed", 3), ("seconds", 4), ("exact", 5)].map { shape, seed in
      try Self.histogram(shape, seed: UInt64(seed), count: 500)
    }
    var forward = WaitHistogram()
    for part in parts { forward += part }
    var backward = WaitHistogram()
    for part in parts.reversed() { backward += part }
    #expect(forward == backward)
    #expect(forward.total == 1_500)
    #expect(forward.counts.map(\.count).reduce(0, +) == 1_500)
  }

  @Test func noWaitsHaveNoPercentile() {
    #expect(WaitHistogram().percentile(perMille: 500) == nil)
  }

  @Test func theLongestWaitIsNotExceeded() {
    var histogram = WaitHistogram()
    histogram.record(20_000)
    #expect(histogram.percentile(perMille: 950) == WaitBucket(holding: 20_000).upperMs)
    #expect(histogram.percentile(perMille: 950, waitMsMax: 20_000) == 20_000)
  }

  /// The same draws as `make_percentiles.py`.
  private static func histogram(_ shape: String, seed: UInt64, count: Int) throws -> WaitHistogram {
    var draw = Draw(state: seed)
    var histogram = WaitHistogram()
    for _ in 0..<count {
      let wait: Int64? =
        switch shape {
        case "exact": draw.next(256)
        case "around_bound": 200 + draw.next(200)
        case "uniform": draw.next(120_000)
        case "skewed": draw.next(1_500) * draw.next(1_500) / 4
        case "doublings": (1 << draw.next(24)) + draw.next(7) - (draw.next(2) == 1 ? 1 : 0)
        case "seconds": draw.next(2) * draw.next(900) * 1_000
        case "constant": 20_000
        default: nil
        }
      histogram.record(max(0, try #require(wait)))
    }
    return histogram
  }

  private struct Draw {
    var state: UInt64
    mutating func next(_ below: UInt64) -> Int64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int64((state >> 33) % below)
    }
  }
}
