import Values

/// Slices of which a broker lacked the record that should come next: asked about now and then until that is sure, and
/// seldom afterwards, since what is sure may still change.
struct Doubts {
  /// What the brokers say of a slice that is doubted.
  struct Answer: Equatable {
    let slice: Slice
    let edges: PartitionEdges
    /// What is seen now has been so for long enough.
    let isSure: Bool
  }
  /// Between two questions.
  static let pause = Duration.milliseconds(250)

  private struct Doubt {
    let since: ContinuousClock.Instant
    var due: ContinuousClock.Instant
  }
  private let patience: Duration
  private let rest: Duration
  private var doubts: [Slice: Doubt] = [:]
  private var isAsking = false
  private var answers: [Answer] = []

  /// - Parameter rest: before a slice is asked about again that was found lost.
  init(patience: Duration, rest: Duration) {
    self.patience = patience
    self.rest = rest
  }

  mutating func begin(_ slice: Slice, at now: ContinuousClock.Instant) {
    if doubts[slice] == nil { doubts[slice] = Doubt(since: now, due: now) }
  }

  mutating func end(_ slice: Slice) { doubts[slice] = nil }

  /// The slice is lost, as far as can be known.
  mutating func rest(_ slice: Slice, at now: ContinuousClock.Instant) {
    doubts[slice] = Doubt(since: doubts[slice]?.since ?? now, due: now + rest)
  }

  /// Those to ask about now, all in one question; none while one is under way, which `answered` ends.
  mutating func takeDue(at now: ContinuousClock.Instant) -> [Slice] {
    guard !isAsking, !doubts.isEmpty else { return [] }
    let due = Slice.all.filter { slice in doubts[slice].map { $0.due <= now } ?? false }
    for slice in due { doubts[slice]?.due = now + Self.pause }
    isAsking = !due.isEmpty
    return due
  }

  /// - Parameter edges: without those of slices that nobody could answer for.
  mutating func answered(_ edges: [Slice: PartitionEdges], askedAt: ContinuousClock.Instant) {
    isAsking = false
    for slice in Slice.all {
      guard let found = edges[slice], let doubt = doubts[slice] else { continue }
      answers.append(Answer(slice: slice, edges: found, isSure: askedAt - doubt.since >= patience))
    }
  }

  mutating func takeAnswers() -> [Answer] {
    defer { answers = [] }
    return answers
  }
}
