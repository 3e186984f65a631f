/// Where a sub-message lies in the bytes of the message around it. It is decoded when the whole outer message has been
/// seen, because the wire format lets a message come in several pieces: together they are one.
@frozen public struct WireRegion {
  /// Bounds of the first piece.
  @usableFromInline var lower = -1
  @usableFromInline var upper = 0
  /// End of the last piece.
  @usableFromInline var last = 0

  @inlinable public init() {}
  @inlinable public var isPresent: Bool { lower >= 0 }
}

/// The case of a union that was seen last, and else the number of a field that may be a case of a newer schema.
@frozen public struct WireChoice {
  @usableFromInline var region = WireRegion()
  /// Tag of the case; 0 = none yet.
  public var tag: UInt32 = 0
  /// Number of an unknown length-delimited field; 0 = none.
  public var unknown: UInt32 = 0

  @inlinable public init() {}

  /// Whether a case was seen that the case of `tag` replaces. What it replaces must be valid all the same: decode it
  /// before `WireReader.note`.
  @inlinable public func isReplaced(by tag: UInt32) -> Bool { self.tag != 0 && self.tag != tag }
}

extension WireReader {
  /// Remembers a piece of a message and passes over it.
  public mutating func note(_ region: inout WireRegion) throws(WireError) {
    let count = try length()
    if !region.isPresent {
      region.lower = offset
      region.upper = offset &+ count
    }
    offset &+= count
    region.last = offset
  }

  /// Remembers a piece of the case that `tag` stands for; another case before it is forgotten.
  public mutating func note(_ choice: inout WireChoice, _ tag: UInt32) throws(WireError) {
    if choice.tag != tag {
      choice.tag = tag
      choice.region = WireRegion()
    }
    try note(&choice.region)
  }

  /// Passes over an unknown field of a message with a union.
  public mutating func skip(_ tag: UInt32, _ choice: inout WireChoice) throws(WireError) {
    if tag & 7 == 2 { choice.unknown = tag >> 3 }
    try skip(tag)
  }

  /// Decodes the message of the field `tag` that lies in `region`.
  @inlinable public mutating func message<M: WireMessage>(
    _ region: WireRegion, _ tag: UInt32
  ) throws(WireError) -> M {
    if region.last != region.upper { return try message(joining: region, tag) }
    let outer = (offset, limit)
    offset = region.lower
    limit = region.upper
    try descend()
    let message = try M(from: &self)
    depth &+= 1
    (offset, limit) = outer
    return message
  }

  @inlinable public mutating func message<M: WireMessage>(_ choice: WireChoice) throws(WireError) -> M {
    try message(choice.region, choice.tag)
  }

  /// Decodes one element of a repeated field.
  @inlinable public mutating func message<M: WireMessage>() throws(WireError) -> M {
    let outer = try enter()
    let message = try M(from: &self)
    leave(outer)
    return message
  }

  /// Narrows the reader to a length-delimited message; `leave` takes the limit that is returned.
  @inlinable @inline(__always) public mutating func enter() throws(WireError) -> Int {
    let count = try length()
    try descend()
    let outer = limit
    limit = offset &+ count
    return outer
  }

  @inlinable @inline(__always) public mutating func leave(_ outer: Int) {
    limit = outer
    depth &+= 1
  }

  @inlinable mutating func descend() throws(WireError) {
    if depth <= 0 { throw WireError(.tooDeep) }
    if budget <= 0 { throw WireError(.tooManyMessages) }
    depth &-= 1
    budget &-= 1
  }

  /// The slow path: a message in pieces is the message of the pieces' concatenation.
  @inlinable @inline(never) mutating func message<M: WireMessage>(
    joining region: WireRegion, _ tag: UInt32
  ) throws(WireError) -> M {
    let joined = try pieces(of: region, tag)
    try descend()
    var inner = WireReader(joined.span.bytes, depth: depth, budget: budget)
    let message = try M(from: &inner)
    budget = inner.budget
    depth &+= 1
    return message
  }

  @usableFromInline func pieces(of region: WireRegion, _ tag: UInt32) throws(WireError) -> [UInt8] {
    var joined: [UInt8] = []
    try Self.append(bytes.extracting(region.lower..<region.upper), depth: depth - 1, to: &joined)
    var rest = WireReader(bytes.extracting(region.upper..<region.last), depth: depth)
    while true {
      let found = try rest.tag()
      if found == 0 { return joined }
      if found == tag {
        try Self.append(try rest.slice(), depth: depth - 1, to: &joined)
      } else {
        try rest.skip(found)
      }
    }
  }

  /// A field may not begin in one piece and end in the next.
  private static func append(_ piece: RawSpan, depth: Int32, to joined: inout [UInt8]) throws(WireError) {
    var fields = WireReader(piece, depth: depth)
    while true {
      let tag = try fields.tag()
      if tag == 0 { break }
      try fields.skip(tag)
    }
    piece.withUnsafeBytes { joined.append(contentsOf: $0) }
  }
}
