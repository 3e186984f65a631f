import Values
import WireRuntime

/// A reproducible source of test values (SplitMix64).
struct RandomSource {
  private var state: UInt64
  /// Longest text.
  let lettersMax: Int

  init(seed: UInt64, lettersMax: Int = 200) {
    state = seed
    self.lettersMax = lettersMax
  }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }
  mutating func chance() -> Bool { next() & 1 == 0 }

  /// Numbers of every length on the wire.
  mutating func bits() -> UInt64 {
    switch below(4) {
    case 0: next() % 3
    case 1: next() % 300
    case 2: next() >> (next() % 64)
    default: next()
    }
  }

  mutating func notEmpty<C: Collection>(_ make: (inout RandomSource) -> C) -> C {
    while true {
      let made = make(&self)
      if !made.isEmpty { return made }
    }
  }
}

/// Random values, all of which the schema allows.
protocol Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self
}

extension Arbitrary where Self: WireEnum {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    let all = Array(allCases)
    return all[random.below(all.count)]
  }
}

extension Optional: Arbitrary where Wrapped: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self { random.chance() ? .arbitrary(&random) : nil }
}

extension Array: Arbitrary where Element: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    (0..<random.below(random.chance() ? 1 : 4)).map { _ in .arbitrary(&random) }
  }
}

extension WireMap: Arbitrary where Key: Arbitrary, Value: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    var map = WireMap()
    for _ in 0..<random.below(4) { map[key: .arbitrary(&random)] = .arbitrary(&random) }
    return map
  }
}

extension String: Arbitrary {
  /// Composed and decomposed letters, U+0000, what JSON escapes, and all lengths in UTF-8.
  private static let alphabet: [Character] = [
    "a", "Z", "0", " ", "\"", "\\", "\n", "\u{1}", "é", "e\u{301}", "漢", "😀", "\u{0}", "/", "\u{7f}", "\u{2028}",
  ]

  static func arbitrary(_ random: inout RandomSource) -> String {
    let length = Swift.min([0, 1, 4, 15, 16, 60, 200][random.below(7)], random.lettersMax)
    return String((0..<length).map { _ in alphabet[random.below(alphabet.count)] })
  }
}

extension UInt8: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> UInt8 { UInt8(truncatingIfNeeded: random.next()) }
}
extension Bool: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Bool { random.chance() }
}
extension Arbitrary where Self: FixedWidthInteger {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    let bits = random.bits()
    return Self(truncatingIfNeeded: Self.isSigned && random.chance() ? 0 &- bits : bits)
  }
}
extension Int32: Arbitrary {}
extension Int64: Arbitrary {}
extension UInt32: Arbitrary {}
extension UInt64: Arbitrary {}

extension Arbitrary where Self: BinaryIdentifier {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    Self(ID128(high: random.next(), low: random.next() | 1))
  }
}
extension CallID: Arbitrary {}
extension CommandID: Arbitrary {}
extension LogID: Arbitrary {}

extension Arbitrary where Self: TextIdentifier {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    let alphabet: [Character] = ["a", "Z", "0", "9", ".", "_", "-"]
    let length = [0, 1, 14, 15, 16, 62][random.below(6)]
    return Self("q" + String((0..<length).map { _ in alphabet[random.below(alphabet.count)] }))!
  }
}
extension CentreID: Arbitrary {}
extension QueueID: Arbitrary {}
extension AgentID: Arbitrary {}
extension SkillID: Arbitrary {}

extension Digest256: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self {
    Digest256(random.next(), random.next(), random.next(), random.next() | 1)
  }
}
extension Instant: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self { Instant(ms: .arbitrary(&random)) }
}
extension Milliseconds: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self { Milliseconds(.arbitrary(&random)) }
}
extension Position: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self { Position(.arbitrary(&random)) }
}
extension Epoch: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self { Epoch(.arbitrary(&random)) }
}
extension Slice: Arbitrary {
  static func arbitrary(_ random: inout RandomSource) -> Self { all[random.below(all.count)] }
}
