import EventLog
import Values

/// The newest commits of a slice, as many as memory is set aside for.
struct FeedTail {
  enum Look {
    case commits([PublicCommit])
    /// The log has them, and this has not, any more or yet.
    case behind
    /// Nothing follows so far.
    case atEnd
  }

  /// So many bytes for all clients together.
  static let bytesMax = 8 << 20
  /// So many at once for one: a client that takes nothing keeps them when they are here no more.
  static let mostAtOnce = BatchLimit(records: 128, bytes: 64 << 10)

  /// The last commit that was read.
  private(set) var end: ChainPoint
  private var newest = NewestCommits<PublicCommit>(bytesMax: Self.bytesMax)

  init(after end: ChainPoint) { self.end = end }

  /// They follow on each other, and on what is there.
  mutating func append(_ fresh: [PublicCommit]) {
    for commit in fresh {
      newest.append(commit, at: commit.point.position, bytes: commit.byteCount)
      end = commit.point
    }
  }

  func look(after position: Position) -> Look {
    if position >= end.position { return .atEnd }
    return newest.after(position, limit: Self.mostAtOnce).map { .commits($0) } ?? .behind
  }
}
