import Synchronization
public import Values

/// How far runners have come, as it stands in the database; readable at any moment from any thread: for progress bars
/// and health lines.
public final class ProjectionProgress: Sendable {
  private let positions = Mutex<[Slice: Position]>([:])

  private let onAdvance: @Sendable (UInt64) -> Void

  /// - Parameter onAdvance: told the commits applied so far, over all slices, from the thread that applied them.
  public init(onAdvance: @escaping @Sendable (UInt64) -> Void = { _ in }) { self.onAdvance = onAdvance }

  public func advanced(_ slice: Slice, to position: Position) {
    positions.withLock { $0[slice] = position }
    onAdvance(commits)
  }

  /// `nil`: nothing was applied since this began.
  func position(of slice: Slice) -> Position? { positions.withLock { $0[slice] } }

  /// Commits applied, over all slices.
  public var commits: UInt64 { positions.withLock { $0.values.reduce(0) { $0 + $1.number } } }
}
