import Glibc
import Values

/// Numbers that look random and are the same for the same seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var word = state
    word = (word ^ (word >> 30)) &* 0xbf58_476d_1ce4_e5b9
    word = (word ^ (word >> 27)) &* 0x94d0_49bb_1331_11eb
    return word ^ (word >> 31)
  }

  /// Below `count`, by the upper bits.
  mutating func below(_ count: Int) -> Int { Int(next().multipliedFullWidth(by: UInt64(count)).high) }

  /// Exponentially distributed, at least one.
  mutating func exponential(mean: Double) -> Int64 {
    let uniform = Double(next() >> 11) * 0x1p-53
    return max(1, Int64(-mean * log(1 - uniform)))
  }

  mutating func id() -> ID128 { ID128(high: next(), low: next() | 1) }
}
