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
  /// So many at once for one.
  static let mostAtOnce = 128

  /// The last commit that was read.
  private(set) var end: ChainPoint
  private var commits: [PublicCommit] = []
  private var first = 0
  private var byteCount = 0
  private var evictedBytes = 0

  init(after end: ChainPoint) { self.end = end }

  /// They follow on each other, and on what is there.
  mutating func append(_ fresh: [PublicCommit]) {
    for commit in fresh {
      commits.append(commit)
      byteCount += commit.byteCount
      end = commit.point
    }
    while byteCount > Self.bytesMax, first < commits.count - 1 {
      byteCount -= commits[first].byteCount
      evictedBytes += commits[first].byteCount
      first += 1
    }
    // The evicted ones are freed now and then, so that a commit is moved seldom.
    if evictedBytes > Self.bytesMax || (first > 1_024 && first > commits.count / 2) {
      commits.removeFirst(first)
      first = 0
      evictedBytes = 0
    }
  }

  func look(after position: Position) -> Look {
    if position >= end.position { return .atEnd }
    guard first < commits.count, commits[first].point.position <= position.next else { return .behind }
    let start = first + Int(position.next.number - commits[first].point.position.number)
    return .commits(Array(commits[start..<min(start + Self.mostAtOnce, commits.count)]))
  }
}
