import EventLog
import Values

/// The slices that have commits, each told once, as they come into use.
struct SlicesInUse: Sendable {
  /// How often is looked for slices that somebody began.
  private static let look = Duration.seconds(2)

  let log: any EventLog
  /// Told at once, whether it has commits or not.
  let first: Slice?
  /// Told of each look.
  let watch: LogWatch

  /// Until the task is cancelled.
  func forEach(_ begin: @Sendable (Slice) -> Void) async {
    var known = Set<Slice>()
    if let first {
      known.insert(first)
      begin(first)
    }
    while !Task.isCancelled {
      do throws(LogFailure) {
        for slice in try await log.occupiedSlices() where known.insert(slice).inserted { begin(slice) }
        watch.looked(nil, foreign: log.passedOver.foreign)
      } catch {
        if !Task.isCancelled { watch.looked(error, foreign: log.passedOver.foreign) }
      }
      // The time between two looks.
      try? await Task.sleep(for: Self.look)
    }
  }
}
