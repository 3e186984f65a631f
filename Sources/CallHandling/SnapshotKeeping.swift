import EventLog
package import Values

/// Saves the state of a slice that is being written, beside the writing: a centre is a value, so the copy is encoded
/// elsewhere while the writer goes on.
package struct SnapshotKeeping: Sendable {
  /// Folding so many commits takes less than a tenth of a second: sooner is not worth the writing.
  static let commitsMin: UInt64 = 10_000
  /// Of a writer that leaves in order: its successor has little to fold.
  private static let commitsMinAtTheEnd: UInt64 = 500
  private static let look = Duration.seconds(10)

  private let loader: SliceLoader
  private let engine: SliceEngine

  package init(loader: SliceLoader, engine: SliceEngine) {
    self.loader = loader
    self.engine = engine
  }

  /// Looks and saves until the task is cancelled, the first time at once: a writer that dies soon after each start
  /// would otherwise leave its successors more to fold each time.
  /// - Parameter start: where the last snapshot is.
  /// - Returns: where it is now.
  func keep(after start: Position) async -> Position {
    var saved = start
    while !Task.isCancelled {
      if let position = await save(after: saved, atLeast: Self.commitsMin) { saved = position }
      // The time between two looks.
      try? await Task.sleep(for: Self.look)
    }
    return saved
  }

  /// For a writer that leaves in order.
  /// - Parameter saved: where the last snapshot is.
  package func saveAtTheEnd(after saved: Position = .zero) async {
    await save(after: saved, atLeast: Self.commitsMinAtTheEnd)
  }

  /// The position saved; `nil`: too few commits since `saved`, or it did not work, and is tried again.
  @discardableResult
  func save(after saved: Position, atLeast commits: UInt64) async -> Position? {
    // An image makes the writer copy what it changes next: not for nothing.
    guard loader.savesSnapshots, let image = await engine.image(ifBeyond: Position(saved.number + commits)) else {
      return nil
    }
    do {
      _ = try await image.receipt.wait()
      let point = try await loader.log.point(at: image.position, of: engine.slice)
      try await loader.save(Replay(centres: image.centres, at: point), of: engine.slice)
      return point.position
    } catch {
      return nil
    }
  }
}
