extension WireReader {
  /// Passes over the field that `tag` began: a newer schema's, or one that this reader does not need.
  public mutating func skip(_ tag: UInt32) throws(WireError) {
    switch tag & 7 {
    case 0: _ = try varint()
    case 1: try skip(bytes: 8)
    case 2: offset += try length()
    case 3: try skipGroup(tag)
    case 4: throw WireError(.unbalancedGroup)
    case 5: try skip(bytes: 4)
    default: throw WireError(.badTag)
    }
  }

  private mutating func skip(bytes count: Int) throws(WireError) {
    if limit - offset < count { throw WireError(.truncated) }
    offset += count
  }

  /// Groups are not written since proto3, yet other readers accept them.
  private mutating func skipGroup(_ start: UInt32) throws(WireError) {
    if depth <= 0 { throw WireError(.tooDeep) }
    depth -= 1
    let end = start + 1
    while true {
      let tag = try self.tag()
      if tag == 0 { throw WireError(.truncated) }
      if tag == end { break }
      try skip(tag)
    }
    depth += 1
  }
}
