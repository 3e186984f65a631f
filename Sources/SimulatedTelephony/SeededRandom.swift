/// SplitMix64: small, fast, and the same on every machine. One stream for each subject, so that a change of one thing
/// in a scenario leaves the chance of all others as it was.
package struct SeededRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  package init(seed: UInt64, stream: UInt64) {
    state = Self.mixed(Self.mixed(seed &+ 0x1234_5678_9abc_def1) &+ stream &* 0xd605_1fb6_0b4e_9a8f)
  }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mixed(state)
  }

  package static func mixed(_ bits: UInt64) -> UInt64 {
    var mixed = bits
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// Above 0 and at most 1.
  package mutating func unit() -> Double { (Double(next() >> 11) + 1) * 0x1p-53 }

  /// True in this share of all cases. A share of 0 costs no number, so that what is off changes nothing.
  package mutating func happens(_ share: Double) -> Bool { share > 0 && unit() <= share }
}
