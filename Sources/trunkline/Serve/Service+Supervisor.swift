import CallHandling
import Values

extension Service {
  private static let readinessEvery = Duration.milliseconds(50)
  /// Between two signs of life for one who waits for none.
  private static let unhurried = Duration.seconds(10)

  /// Tells who started this process that it does its part; then, while the threads that all work is done on come round
  /// to this, that it lives. A database that is away is waited for, and starting again would not bring it back.
  /// - Parameter writers: `nil`: nothing is written here.
  func tellSupervisor(_ writers: ServedSlices?) async {
    while !Task.isCancelled, !isSettled(writers) {
      // The time between two looks.
      try? await Task.sleep(for: Self.readinessEvery)
    }
    if !Task.isCancelled { supervisor.tell(.ready) }
    while !Task.isCancelled {
      supervisor.tell(.alive)
      // Often enough for its patience.
      try? await Task.sleep(for: supervisor.patience.map { $0 / 3 } ?? Self.unhurried)
    }
    supervisor.tell(.stopping)
  }

  /// Whether commands to the centre are answered, or turned away since another process writes it.
  private func isSettled(_ writers: ServedSlices?) -> Bool {
    guard let writers, let centre else { return true }
    guard let standing = writers.standings.first(where: { $0.slice == Slice(of: centre) }) else { return false }
    switch standing.state {
    case .opening: return false
    case .serving, .standingBy, .away: return true
    }
  }
}
