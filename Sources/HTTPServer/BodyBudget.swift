import Synchronization

/// What the bodies of all requests under way hold together, until they are answered: a limit for each is none for
/// thousands of connections.
final class BodyBudget: Sendable {
  private let bytesMax: Int
  private let taken = Mutex(0)

  init(bytesMax: Int) { self.bytesMax = bytesMax }

  var held: Int { taken.withLock { $0 } }

  /// Whether it would be taken now.
  func hasRoom(for count: Int) -> Bool { held + count <= bytesMax }

  /// `false`: there is no room, and nothing was taken.
  func take(_ count: Int) -> Bool {
    taken.withLock { taken in
      guard taken + count <= bytesMax else { return false }
      taken += count
      return true
    }
  }

  func giveBack(_ count: Int) { taken.withLock { $0 -= count } }
}
