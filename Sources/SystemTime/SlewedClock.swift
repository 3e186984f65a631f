import Values

/// A clock that begins with the time of day and then goes on at the machine's own pace. Where the time of day is
/// another (it was set, or the two run apart), this one nears it by gaining or losing a small share of what passes: it
/// never jumps, and never goes back.
struct SlewedClock {
  /// A fiftieth of what passes is put right at most: a ring of 20 s ends within 0.4 s of its time, a clock that was off
  /// by a minute is right after 50 minutes, and one that was off by an hour after two days.
  static let share: Int64 = 50
  /// Both clocks are read in whole milliseconds: less is no difference.
  private static let blurUs: Int64 = 1_000

  private var shownUs: Int64
  private var reading: Instant
  /// How far the time of day was ahead of this clock when it was read last; negative: behind.
  private(set) var off = Milliseconds.zero

  /// - Parameter reading: of the machine's own pace.
  init(wall: Instant, reading: Instant) {
    shownUs = wall.ms * 1_000
    self.reading = reading
  }

  mutating func now(wall: Instant, reading: Instant) -> Instant {
    let passedUs = max(0, reading.since(self.reading).count * 1_000)
    self.reading = max(self.reading, reading)
    let gapUs = wall.ms * 1_000 - (shownUs + passedUs)
    let most = passedUs / Self.share
    shownUs += passedUs + (abs(gapUs) <= Self.blurUs ? 0 : min(max(gapUs, -most), most))
    off = Milliseconds((wall.ms * 1_000 - shownUs) / 1_000)
    return Instant(ms: shownUs / 1_000)
  }
}
