/// SplitMix64: small, and the same on every machine.
package struct ScheduleRandom: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Neighbouring seeds begin far apart, so that their streams do not overlap.
  package init(seed: UInt64) { state = Self.mixed(seed &+ 0x1234_5678_9abc_def1) }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    return Self.mixed(state)
  }

  private static func mixed(_ bits: UInt64) -> UInt64 {
    var mixed = bits
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  /// 0 ..< bound.
  package mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }

  /// True in about `percent` of a hundred cases.
  package mutating func chance(_ percent: Int) -> Bool { below(100) < percent }

  package mutating func one<Element>(of elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[below(elements.count)]
  }
}
