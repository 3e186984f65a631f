/// When a membership is renewed, and whether it may be over: by a steady clock.
struct RenewalSchedule: Sendable {
  typealias Moment = ContinuousClock.Instant

  static let interval = Duration.seconds(1)
  /// After one that did not arrive: a database that comes back finds its members at once.
  static let retry = Duration.milliseconds(100)

  private let span: Duration
  /// When the last one that arrived was sent: by the database's clock the membership began then or later.
  private var good: Moment
  private var next: Moment
  private var isUnderWay = false

  /// - Parameter begun: when the membership was asked for.
  init(span: Duration, begun: Moment) {
    self.span = span
    good = begun
    next = begun + Self.interval
  }

  /// Whether a renewal is to be sent now.
  mutating func sends(at now: Moment) -> Bool {
    guard !isUnderWay, now >= next else { return false }
    isUnderWay = true
    return true
  }

  mutating func arrived(sentAt: Moment) {
    isUnderWay = false
    good = max(good, sentAt)
    next = sentAt + Self.interval
  }

  mutating func failed(at now: Moment) {
    isUnderWay = false
    next = now + Self.retry
  }

  /// Whether others may see the membership as over.
  func mayBeOver(at now: Moment) -> Bool { now >= good + span }
}
