public import Values

/// Consecutive accepted records of one slice, their bodies in one block of memory: what bulk readers hand on, so that a
/// rebuild costs no heap object per record.
public struct RecordBatch: Sendable {
  public struct Header: Sendable {
    public let position: Position
    public let epoch: Epoch
    public let id: Digest256
    public let prev: Digest256
    let start: Int
    let count: Int
  }

  public let slice: Slice
  /// Ordered by position, dense.
  public private(set) var headers: [Header] = []
  private var bytes: [UInt8] = []

  public init(slice: Slice, reservingRecords records: Int = 0, bytes count: Int = 0) {
    self.slice = slice
    headers.reserveCapacity(records)
    bytes.reserveCapacity(count)
  }

  public init(slice: Slice, records: some Sequence<Record>) {
    self.init(slice: slice)
    for record in records { record.body.withUnsafeBytes { append(record, body: $0) } }
  }

  public var isEmpty: Bool { headers.isEmpty }
  public var count: Int { headers.count }
  /// It ended where the limit was, so more may follow.
  package func isFull(_ limit: BatchLimit) -> Bool { count >= limit.records || byteCount >= limit.bytes }
  /// Bytes of all bodies.
  public var byteCount: Int { bytes.count }

  /// Adds the next record; its body is copied.
  public mutating func append(
    position: Position, epoch: Epoch, id: Digest256, prev: Digest256, body: UnsafeRawBufferPointer
  ) {
    headers.append(
      Header(position: position, epoch: epoch, id: id, prev: prev, start: bytes.count, count: body.count))
    bytes.append(contentsOf: body)
  }

  private mutating func append(_ record: Record, body: UnsafeRawBufferPointer) {
    append(position: record.position, epoch: record.epoch, id: record.id, prev: record.prev, body: body)
  }

  /// Calls `each` for every record in order; the bytes are valid only inside it.
  @inlinable public func forEachBody<Failure: Error>(
    _ each: (Header, UnsafeRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    for index in headers.indices {
      var failure: Failure?
      withBody(at: index) { body in
        do throws(Failure) { try each(headers[index], body) } catch { failure = error }
      }
      if let failure { throw failure }
    }
  }

  /// The body of the record at `index`, valid only inside `body`.
  public func withBody<R>(at index: Int, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    let header = headers[index]
    return try bytes.withUnsafeBytes {
      try body(UnsafeRawBufferPointer(rebasing: $0[header.start..<header.start + header.count]))
    }
  }

  /// A record of its own, copied out.
  public func record(at index: Int) -> Record {
    let header = headers[index]
    return Record(
      position: header.position, epoch: header.epoch, id: header.id, prev: header.prev,
      body: withBody(at: index) { Array($0) })
  }

  /// The records below `position`.
  public func prefix(below position: Position) -> RecordBatch {
    var part = RecordBatch(slice: slice)
    for index in headers.indices where headers[index].position < position {
      withBody(at: index) { body in
        let header = headers[index]
        part.append(position: header.position, epoch: header.epoch, id: header.id, prev: header.prev, body: body)
      }
    }
    return part
  }

  /// The point that the last record makes current; `nil` when empty.
  public var end: ChainPoint? {
    headers.last.map { ChainPoint(position: $0.position, id: $0.id, epoch: $0.epoch) }
  }
}
