/// Open addressing from hash to row number; equality is the caller's. No random seed: the same keys give the same
/// layout.
struct KeyIndex: Sendable {
  /// Upper half of the hash above the row number plus 1; 0 where nothing is. One word a slot, so that a look-up touches
  /// one line of the cache.
  private var slots: [UInt64]
  private var used = 0

  init() { slots = Array(repeating: 0, count: 64) }

  @inline(__always) func find(hash: UInt64, equal: (Int) -> Bool) -> Int? {
    let mask = slots.count &- 1
    let wanted = hash >> 32
    var place = Int(truncatingIfNeeded: wanted) & mask
    while slots[place] != 0 {
      if slots[place] >> 32 == wanted {
        let row = Int(truncatingIfNeeded: slots[place] & 0xFFFF_FFFF) &- 1
        if equal(row) { return row }
      }
      place = (place &+ 1) & mask
    }
    return nil
  }

  mutating func insert(hash: UInt64, row: Int) {
    precondition(row < Int(UInt32.max), "a batch has at most 2^32 keys")
    if used * 2 >= slots.count { grow() }
    place(hash & ~0xFFFF_FFFF | UInt64(row + 1))
    used += 1
  }

  mutating func removeAll() {
    for index in slots.indices { slots[index] = 0 }
    used = 0
  }

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
