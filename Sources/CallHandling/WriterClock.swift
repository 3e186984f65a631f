import Events
import Storage
import Values

/// The time that a writer decides by. It never runs behind the log: after a step back of the clock, or on a log that
/// was written by a faster one, it goes on from the log's last instant at the pace of its source.
struct WriterClock: TimeSource {
  /// A live command keeps its sender's instant when this is not older; all others get the writer's.
  static let trust = Milliseconds.seconds(1)

  private let source: any TimeSource
  private let ahead: Milliseconds

  init(_ source: any TimeSource, notBefore last: Instant) {
    self.source = source
    ahead = max(.zero, last.since(source.now()))
  }

  func now() -> Instant { source.now() + ahead }

  func wait(until instant: Instant) async { await source.wait(until: instant - ahead) }

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
