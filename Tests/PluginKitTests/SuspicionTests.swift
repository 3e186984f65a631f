import Storage
import Testing
import Values

@testable import PluginKit

@Suite struct SuspicionTests {
  struct Row: Sendable, CustomStringConvertible {
    let description: String
    let noted: Attempt?
    let checkpoint: UInt64
    let verdict: Suspicion.Verdict
  }

  static func noted(
    _ after: UInt64, _ through: UInt64, _ phase: Attempt.Phase = .underWay, weight: Int32 = 0, owner: String = "former"
  ) -> Attempt {
    Attempt(after: Position(after), through: Position(through), owner: owner, phase: phase, suspicion: weight)
  }

  static let rows = [
    Row(description: "nothing was noted", noted: nil, checkpoint: 9, verdict: .proceed),
    Row(description: "our own note", noted: noted(0, 100, owner: "me"), checkpoint: 0, verdict: .proceed),
    Row(description: "the range was applied", noted: noted(0, 100), checkpoint: 100, verdict: .proceed),
    Row(description: "a part was applied, so the set was", noted: noted(0, 100), checkpoint: 40, verdict: .proceed),
    Row(description: "a note of nothing", noted: noted(5, 5), checkpoint: 5, verdict: .proceed),
    Row(
      description: "a range is cut into pieces", noted: noted(0, 6_400), checkpoint: 0,
      verdict: .attempt(commitsMax: 100, weight: 0)),
    Row(
      description: "a small range into single commits", noted: noted(10, 60), checkpoint: 10,
      verdict: .attempt(commitsMax: 1, weight: 0)),
    Row(
      description: "the note ran ahead of the checkpoint", noted: noted(6_400, 12_800), checkpoint: 0,
      verdict: .attempt(commitsMax: 200, weight: 0)),
    Row(
      description: "a range does not inherit weight", noted: noted(0, 128, .folding, weight: 4), checkpoint: 0,
      verdict: .attempt(commitsMax: 2, weight: 0)),
    Row(
      description: "alone, somewhere", noted: noted(7, 8), checkpoint: 7, verdict: .attempt(commitsMax: 1, weight: 1)),
    Row(
      description: "alone, in its fold", noted: noted(7, 8, .folding), checkpoint: 7,
      verdict: .attempt(commitsMax: 1, weight: 4)),
    Row(
      description: "alone, after its fold", noted: noted(7, 8, .folded, weight: 4), checkpoint: 7,
      verdict: .attempt(commitsMax: 1, weight: 5)),
    Row(
      description: "twice in its fold", noted: noted(7, 8, .folding, weight: 4), checkpoint: 7,
      verdict: .attempt(commitsMax: 1, weight: 8)),
    Row(description: "three times in its fold", noted: noted(7, 8, .folding, weight: 8), checkpoint: 7, verdict: .hold),
    Row(description: "twelve times anywhere", noted: noted(7, 8, .folded, weight: 11), checkpoint: 7, verdict: .hold),
  ]

  @Test(arguments: rows)
  func verdict(_ row: Row) {
    let suspicion = Suspicion(noted: row.noted, owner: "me", checkpoint: Position(row.checkpoint))
    #expect(suspicion.verdict(at: Position(row.checkpoint)) == row.verdict)
  }

  @Test func suspicionEndsBehindTheRange() {
    let suspicion = Suspicion(noted: Self.noted(0, 130), owner: "me", checkpoint: .zero)
    #expect(suspicion.verdict(at: Position(128)) == .attempt(commitsMax: 2, weight: 0))
    #expect(suspicion.verdict(at: Position(130)) == .proceed)
  }

  /// The bound that the documentation gives, for a bad commit anywhere in the largest range.
  @Test(arguments: [1, 77, 2_560, 81_920, 163_840] as [UInt64])
  func aBadCommitIsHeldAfterSixCrashesAtMost(_ bad: UInt64) {
    var checkpoint: UInt64 = 0
    var note: Attempt? = nil
    var crashes = 0
    while crashes <= 6 {
      let suspicion = Suspicion(noted: note, owner: "process \(crashes)", checkpoint: Position(checkpoint))
      process: while true {
        let through: UInt64
        let weight: Int32?
        switch suspicion.verdict(at: Position(checkpoint)) {
        case .hold:
          #expect(checkpoint + 1 == bad)
          return
        case .proceed: (through, weight) = (163_840, nil)
        case .attempt(let commitsMax, let noting): (through, weight) = (min(163_840, checkpoint + commitsMax), noting)
        }
        note = Self.noted(
          checkpoint, through, weight == nil ? .underWay : .folding, weight: weight ?? 0, owner: "process \(crashes)")
        if (checkpoint + 1...through).contains(bad) { break process }
        checkpoint = through
      }
      crashes += 1
    }
    Issue.record("commit \(bad) was not held after six crashes")
  }
}
