/// A key of a map field, ordered as its bytes are on the wire.
public protocol WireMapKey: Equatable, Sendable {
  static func precedes(_ a: Self, _ b: Self) -> Bool
}

extension String: WireMapKey {
  /// Not `<`: Swift compares strings by canonical equivalence, the wire by bytes.
  @inlinable public static func precedes(_ a: String, _ b: String) -> Bool { a.utf8.lexicographicallyPrecedes(b.utf8) }
}

/// A map field as an array sorted by key: one heap object, no hashing, one order on the wire.
@frozen public struct WireMap<Key: WireMapKey, Value: Equatable & Sendable>: Sendable {
  @frozen public struct Entry: Sendable {
    public var key: Key
    public var value: Value

    @inlinable public init(key: Key, value: Value) {
      self.key = key
      self.value = value
    }
  }

  @usableFromInline var entries: [Entry]

  @inlinable public init() { entries = [] }

  /// `nil` when the key is absent; setting `nil` removes it.
  public subscript(key key: Key) -> Value? {
    get {
      let index = lowerBound(key)
      return has(key, at: index) ? entries[index].value : nil
    }
    set {
      let index = lowerBound(key)
      switch (has(key, at: index), newValue) {
      case (true, let value?): entries[index].value = value
      case (true, nil): entries.remove(at: index)
      case (false, let value?): entries.insert(Entry(key: key, value: value), at: index)
      case (false, nil): break
      }
    }
  }

  private func has(_ key: Key, at index: Int) -> Bool {
    index < entries.count && !Key.precedes(key, entries[index].key)
  }

  private func lowerBound(_ key: Key) -> Int {
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low + high) / 2
      if Key.precedes(entries[middle].key, key) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

extension WireMap: Equatable {
  /// Keys by their bytes.
  public static func == (a: Self, b: Self) -> Bool {
    a.elementsEqual(b) { !Key.precedes($0.key, $1.key) && !Key.precedes($1.key, $0.key) && $0.value == $1.value }
  }
}

extension WireMap: RandomAccessCollection {
  @inlinable public var startIndex: Int { 0 }
  @inlinable public var endIndex: Int { entries.count }
  @inlinable public subscript(index: Int) -> Entry { entries[index] }
}

extension WireMap: ExpressibleByDictionaryLiteral {
  /// Of a key given twice the last value counts.
  public init(dictionaryLiteral elements: (Key, Value)...) {
    self.init()
    for (key, value) in elements { append(key, value) }
    sort()
  }
}

// For decoders: append each entry, then sort once. Inserting in order would cost n² when hostile bytes come backwards.
extension WireMap {
  @inlinable public mutating func append(_ key: Key, _ value: Value) { entries.append(Entry(key: key, value: value)) }

  @inlinable public mutating func sort() { if !isSorted { sortAndMerge() } }

  @inlinable var isSorted: Bool {
    var index = 1
    while index < entries.count {
      if !Key.precedes(entries[index - 1].key, entries[index].key) { return false }
      index += 1
    }
    return true
  }

  @usableFromInline mutating func sortAndMerge() {
    entries.sort { Key.precedes($0.key, $1.key) }  // stable: of equal keys the last stays last
    var merged: [Entry] = []
    merged.reserveCapacity(entries.count)
    for entry in entries {
      if let last = merged.last, !Key.precedes(last.key, entry.key) {
        merged[merged.count - 1] = entry
      } else {
        merged.append(entry)
      }
    }
    entries = merged
  }
}
