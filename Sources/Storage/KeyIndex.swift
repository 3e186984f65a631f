/// Open addressing from hash to row number; equality is the caller's. No random seed: the same keys give the same
/// layout.
struct KeyIndex: Sendable {
  /// Upper half of the hash above the row number plus 1; 0 where nothing is. One word a slot, so that a look-up touches
  /// one line of the cache.
  private var slots: [UInt64]
  private var used = 0
  /// The slots that were found last, by other bits of the hash: small enough to stay near the processor, while those of
  /// many keys don't. Events touch the keys of the present interval over and over.
  private var recent: [UInt64]
  private static let recentCount = 1_024

  init() {
    slots = Array(repeating: 0, count: 64)
    recent = Array(repeating: 0, count: Self.recentCount)
  }

  @inline(__always) mutating func find(hash: UInt64, equal: (Int) -> Bool) -> Int? {
    let wanted = hash >> 32
    let recentPlace = Int(truncatingIfNeeded: hash) & (Self.recentCount &- 1)
    let last = recent[recentPlace]
    if last >> 32 == wanted, last != 0, equal(Self.row(of: last)) { return Self.row(of: last) }
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: wanted) & mask
    while slots[place] != 0 {
      let slot = slots[place]
      if slot >> 32 == wanted, equal(Self.row(of: slot)) {
        recent[recentPlace] = slot
        return Self.row(of: slot)
      }
      place = (place &+ 1) & mask
    }
    return nil
  }

  mutating func insert(hash: UInt64, row: Int) {
    precondition(row < Int(UInt32.max), "a batch has at most 2^32 keys")
    if used * 2 >= slots.count { grow() }
    let slot = hash & ~0xFFFF_FFFF | UInt64(row + 1)
    place(slot)
    recent[Int(truncatingIfNeeded: hash) & (Self.recentCount &- 1)] = slot
    used += 1
  }

  mutating func removeAll() {
    for index in slots.indices { slots[index] = 0 }
    for index in recent.indices { recent[index] = 0 }
    used = 0
  }

  @inline(__always) private static func row(of slot: UInt64) -> Int { Int(truncatingIfNeeded: slot & 0xFFFF_FFFF) &- 1 }

  private mutating func place(_ slot: UInt64) {
    let mask = slots.count &- 1
    var place = Int(truncatingIfNeeded: slot >> 32) & mask
    while slots[place] != 0 { place = (place &+ 1) & mask }
    slots[place] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    for slot in old where slot != 0 { place(slot) }
  }
}
