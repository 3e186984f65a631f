import Values

/// Keys remembered for a span of log time, the oldest forgotten first.
struct Remembered<Key: Hashable & Sendable, Value: Equatable & Sendable>: Sendable, Equatable {
  private struct Mark: Sendable, Equatable {
    let key: Key
    let at: Instant
  }

  private var values: [Key: Value] = [:]
  private var marks = ContiguousArray<Mark>()
  /// Marks before it are forgotten; they are cut off when they are the larger part.
  private var head = 0
  private let span: Milliseconds
  private let countMax: Int

  init(for span: Milliseconds, countMax: Int) {
    self.span = span
    self.countMax = countMax
  }

  var count: Int { values.count }

  subscript(key: Key) -> Value? { values[key] }

  /// The first value of a key stays. `at` does not decrease.
  mutating func remember(_ key: Key, _ value: Value, at: Instant) {
    guard values[key] == nil else { return }
    values[key] = value
    marks.append(Mark(key: key, at: at))
    while marks.count - head > countMax || marks[head].at + span < at {
      values[marks[head].key] = nil
      head += 1
    }
    if head >= 1_024, head * 2 >= marks.count {
      marks.removeFirst(head)
      head = 0
    }
  }

  /// Every key with its value and when it was remembered, the oldest first.
  func forEach(_ body: (Key, Value, Instant) -> Void) {
    for mark in marks[head...] {
      if let value = values[mark.key] { body(mark.key, value, mark.at) }
    }
  }

  static func == (a: Self, b: Self) -> Bool {
    a.values == b.values && a.marks[a.head...] == b.marks[b.head...]
  }
}
