import Events
package import Values

/// The file's calls as steps in order of time.
///
/// A row becomes at most four steps: {arrived, IVR entered}, {IVR exited, enqueued}, {answered}, {conversation ended,
/// call ended}; agents are taken as logged in from first to last conversation of a day. Every 500 steps, and whenever
/// five minutes of the log have passed, a step also says how far the import is: a restart repeats less than the ten
/// minutes for which the core knows command ids.
package struct ImportPlan: Sendable {
  /// First 16 bytes name calls and commands: SHA-256, given from outside.
  package typealias Hash = @Sendable ([UInt8]) -> Digest256

  static let stepsPerMark: UInt64 = 500
  static let markEvery = Milliseconds.minutes(5)

  package let source: Digest256
  package let steps: [ImportStep]
  private let hash: Hash

  package init(_ file: BankFile, source: Digest256, centre: CentreID, hash: @escaping Hash) {
    self.source = source
    self.hash = hash
    var drafts = RowPlanner(centre: centre, hash: hash).drafts(of: file.rows)
    drafts += InferredLogIns.drafts(of: file.rows)
    drafts.sort()
    steps = Self.marked(drafts, source: source)
  }

  /// The calls that arrive in these steps, in their order.
  package var calls: [CallID] {
    steps.flatMap(\.facts).compactMap { fact in
      if case .arrived(let arrived) = fact.fact { arrived.call } else { nil }
    }
  }

  /// The same step of the same file always has the same id, so that a repeat takes effect once.
  package func commandID(of step: ImportStep) -> CommandID {
    let digest = hash(Array("import \(source) \(step.ordinal)".utf8))
    return CommandID(ID128(high: digest.word0, low: digest.word1))
  }

  private static func marked(_ drafts: [StepDraft], source: Digest256) -> [ImportStep] {
    var steps: [ImportStep] = []
    steps.reserveCapacity(drafts.count)
    var lastMark = Instant(ms: .min / 2)
    for (index, draft) in drafts.enumerated() {
      let ordinal = UInt64(index) + 1
      var facts = draft.facts
      let isLast = index == drafts.count - 1
      if isLast || ordinal % stepsPerMark == 0 || draft.at.since(lastMark) >= markEvery {
        lastMark = draft.at
        let mark = ImportAdvanced(source: source, ordinal: ordinal, total: UInt64(drafts.count))
        facts.append(HistoricFact(occurredAt: draft.at, fact: .importAdvanced(mark)))
      }
      steps.append(ImportStep(ordinal: ordinal, at: draft.at, facts: facts))
    }
    return steps
  }
}
