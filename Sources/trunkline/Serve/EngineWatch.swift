import API
import Storage
import Synchronization

/// Whether any process takes commands, for one that passes them on and takes none itself. It is looked at now and then:
/// whoever asks waits for nobody.
final class EngineWatch: Sendable {
  private static let look = Duration.seconds(1)

  private let ownership: any Ownership
  private let engine = Mutex(ServiceStanding.Engine.sought)

  init(_ ownership: any Ownership) { self.ownership = ownership }

  /// While nobody can be asked it is as it was: writers go on without the database.
  var found: ServiceStanding.Engine { engine.withLock { $0 } }

  /// Until the task is cancelled.
  func keepLooking() async {
    while !Task.isCancelled {
      await lookOnce()
      // The time between two looks.
      try? await Task.sleep(for: Self.look)
    }
  }

  func lookOnce() async {
    guard let members = try? await ownership.members() else { return }
    let isThere = members.contains { !$0.reach.isEmpty }
    engine.withLock { $0 = isThere ? .elsewhere : .nowhere }
  }
}
