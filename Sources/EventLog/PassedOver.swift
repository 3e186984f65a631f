/// Records in a log that do not count. A store that takes none of them has none.
public struct PassedOver: Sendable, Equatable {
  /// What writers left there after they had lost their slice, and repetitions of it.
  public var formerWriters: UInt64
  /// What is no record of a log at all.
  public var foreign: UInt64

  public init(formerWriters: UInt64 = 0, foreign: UInt64 = 0) {
    self.formerWriters = formerWriters
    self.foreign = foreign
  }
}
