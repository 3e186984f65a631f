/// One event of the log by its place: `slice-position-index`, the index from 0 in its commit.
@frozen public struct EventID: Hashable, Sendable, CustomStringConvertible {
  public let slice: Slice
  public let position: Position
  public let index: Int

  @inlinable public init(slice: Slice, position: Position, index: Int) {
    self.slice = slice
    self.position = position
    self.index = index
  }

  /// `nil`: not an event's id.
  public init?(_ text: String) {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let slice = UInt32(parts[0]).flatMap({ Slice($0) }), let position = UInt64(parts[1]),
      let index = UInt32(parts[2])
    else { return nil }
    self.init(slice: slice, position: Position(position), index: Int(index))
  }

  public var description: String { "\(slice)-\(position)-\(index)" }
}
