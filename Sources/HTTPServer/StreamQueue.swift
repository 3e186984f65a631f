/// What waits for one client of a stream: pieces in their order, each sent whole or in part.
struct StreamQueue {
  private var pieces: [[UInt8]] = []
  private var first = 0
  /// How much of the first piece is sent.
  private var sent = 0
  private(set) var byteCount = 0

  var isEmpty: Bool { byteCount == 0 }

  mutating func append(_ piece: [UInt8]) {
    if piece.isEmpty { return }
    pieces.append(piece)
    byteCount += piece.count
  }

  mutating func removeAll() { self = StreamQueue() }

  /// Moves as much as there is room for, and returns how much that was.
  mutating func take(into room: UnsafeMutableRawBufferPointer) -> Int {
    var count = 0
    while count < room.count, first < pieces.count {
      let piece = pieces[first]
      let part = min(piece.count - sent, room.count - count)
      piece.withUnsafeBytes {
        UnsafeMutableRawBufferPointer(rebasing: room[count..<count + part])
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[sent..<sent + part]))
      }
      count += part
      sent += part
      if sent == piece.count { dropFirst() }
    }
    byteCount -= count
    return count
  }

  private mutating func dropFirst() {
    pieces[first] = []
    first += 1
    sent = 0
    // Now and then: moving the rest up costs as much as it holds.
    if first == pieces.count || first >= 64 {
      pieces.removeFirst(first)
      first = 0
    }
  }
}
