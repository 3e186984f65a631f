import Events
import Storage
import Values

/// The time that a writer decides by. It never runs behind the log: on one that was written by a faster clock it goes
/// on from the log's last instant, a little slower than its source, until that has caught up.
struct WriterClock: TimeSource {
  /// A live command keeps its sender's instant when this is not older; all others get the writer's.
  static let trust = Milliseconds.seconds(1)
  /// A fiftieth of what passes is put right: a ring of 20 s lasts 0.4 s longer meanwhile.
  static let share: Int64 = 50

  private let source: any TimeSource
  private let opened: Instant
  private let ahead: Milliseconds

  init(_ source: any TimeSource, notBefore last: Instant) {
    self.source = source
    opened = source.now()
    ahead = max(.zero, last.since(opened))
  }

  func now() -> Instant {
    let now = source.now()
    return now + max(.zero, ahead - Milliseconds(max(0, now.since(opened).count) / Self.share))
  }

  func wait(until instant: Instant) async {
    while !Task.isCancelled {
      let left = instant.since(now())
      if left <= .zero { return }
      await source.wait(until: source.now() + left)
    }
  }

  /// The command as this writer decides it: recorded now, on a *now* that its sender's clock does not bend.
  func stamp(_ command: Command, at now: Instant) -> Command {
    // History keeps its source's time.
    if command.actor.kind == .`import` { return command }
    var command = command
    command.recordedAt = now
    if command.at > now || now.since(command.at) > Self.trust { command.at = now }
    return command
  }
}
