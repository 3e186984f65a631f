/// Open addressing from hash to row number; equality is the caller's. No random seed: the same keys give the same layout.
struct KeyIndex: Sendable {
  private var slots: [Int32]
  private var hashes: [UInt64]
  private var used = 0

  init() {
    slots = Array(repeating: -1, count: 64)
    hashes = Array(repeating: 0, count: 64)
  }

  func find(hash: UInt64, equal: (Int) -> Bool) -> Int? {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] >= 0 {
      if hashes[place] == hash, equal(Int(slots[place])) { return Int(slots[place]) }
      place = (place + 1) & mask
    }
    return nil
  }

  mutating func insert(hash: UInt64, row: Int) {
    if used * 2 >= slots.count { grow() }
    place(hash: hash, row: Int32(row))
    used += 1
  }

  mutating func removeAll() {
    for index in slots.indices { slots[index] = -1 }
    used = 0
  }

  private mutating func place(hash: UInt64, row: Int32) {
    let mask = slots.count - 1
    var place = Int(truncatingIfNeeded: hash) & mask
    while slots[place] >= 0 { place = (place + 1) & mask }
    slots[place] = row
    hashes[place] = hash
  }

  private mutating func grow() {
    let old = zip(slots, hashes).filter { $0.0 >= 0 }
    slots = Array(repeating: -1, count: slots.count * 2)
    hashes = Array(repeating: 0, count: slots.count)
    for (row, hash) in old { place(hash: hash, row: row) }
  }
}
