import Events
import Values

// The thresholds of the moment go out with the outcome, so that no reader needs to know the configuration of that day.
extension Centre {
  /// A wait of at most the target counts as within it. An entry whose queue is no longer configured has no target.
  func isWithinTarget(_ wait: Milliseconds, of stay: Stay) -> Bool {
    guard let queue = queues[stay.queue] else { return false }
    return wait <= queue.configuration.serviceLevelTargetMs
  }

  /// An abandon after at most the threshold is short.
  func isShort(_ wait: Milliseconds, of stay: Stay) -> Bool {
    guard let queue = queues[stay.queue] else { return false }
    return wait <= queue.configuration.shortAbandonMs
  }

  func abandoned(_ entry: Entry, wait: Milliseconds, during phase: EntryPhase) -> EntryEvent {
    .abandoned(
      EntryAbandoned(
        stay: entry.stay, waitMs: wait, during: phase, withinTarget: isWithinTarget(wait, of: entry.stay),
        short: isShort(wait, of: entry.stay)))
  }
}
