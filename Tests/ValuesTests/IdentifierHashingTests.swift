import Testing
import Values

/// Tables trust these hashes: ids that differ in few bits, as counted or timed ones do, must spread like random ones.
@Suite struct IdentifierHashingTests {
  /// How ids are made: one after the other, by time, by a hash, in one half only.
  private static let families: [(name: String, id: @Sendable (UInt64) -> ID128)] = [
    ("counted", { ID128(high: 0, low: $0 + 1) }),
    ("counted in the high half", { ID128(high: $0 + 1, low: 0) }),
    ("both halves alike", { ID128(high: $0 + 1, low: $0 + 1) }),
    ("timed", { ID128(high: (1_764_000_000_000 + $0) << 16 | 0x7000, low: 1 << 63) }),
    ("high bits alone", { ID128(high: ($0 + 1) << 44, low: 0) }),
    ("multiples of a table's size", { ID128(high: 0, low: ($0 + 1) << 20) }),
  ]

  @Test(arguments: families.indices)
  func idsSpread(_ family: Int) {
    let (name, id) = Self.families[family]
    let count = 1 << 16
    for seed in [0, 1, -1, 0x5EED] {
      var load = [UInt64](repeating: 0, count: count)
      for number in 0..<UInt64(count) {
        load[CallID(id(number))._rawHashValue(seed: seed) & (count - 1)] += 1
      }
      // As many balls as urns: a random throw leaves 36.8 % empty, and hardly ever puts more than nine into one.
      let empty = Double(load.count { $0 == 0 }) / Double(count)
      #expect(abs(empty - 0.368) < 0.02, "\(name), seed \(seed)")
      #expect(load.max() ?? 0 < 16, "\(name), seed \(seed)")
    }
  }

  @Test func equalIdsHashAlikeAndSeedsMatter() {
    let id = CommandID(ID128(high: 0x0123_4567_89AB_CDEF, low: 42))
    #expect(id._rawHashValue(seed: 7) == CommandID(ID128(high: 0x0123_4567_89AB_CDEF, low: 42))._rawHashValue(seed: 7))
    #expect(id._rawHashValue(seed: 7) != id._rawHashValue(seed: 8))
    #expect(id.hashValue == CommandID(id.bits).hashValue)
  }

  @Test func tablesFindWhatTheyHold() {
    let ids = (0..<10_000 as Range<UInt64>).map { CallID(ID128(high: $0 % 7, low: $0)) }
    let table = Dictionary(uniqueKeysWithValues: zip(ids, ids.indices))
    #expect(ids.indices.allSatisfy { table[ids[$0]] == $0 })
    #expect(table[CallID(ID128(high: 8, low: 1))] == nil)
  }
}
