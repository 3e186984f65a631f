import Testing
import Values

@testable import KafkaEventLog

/// When the brokers are asked about slices that seem to be lost, and when they are believed.
@Suite struct DoubtsTests {
  private static let start = ContinuousClock.now
  private static let (one, two) = (Slice.numbered(1), Slice.numbered(2))
  private static let edges = PartitionEdges(start: 0, end: 7)

  private static func after(_ seconds: Double) -> ContinuousClock.Instant { start + .seconds(seconds) }

  private static func doubts() -> Doubts {
    var doubts = Doubts(patience: .seconds(12), rest: .seconds(30))
    doubts.begin(one, at: start)
    doubts.begin(two, at: after(1))
    return doubts
  }

  @Test func allThatAreDueAreOneQuestion() {
    var doubts = Self.doubts()
    #expect(doubts.takeDue(at: Self.after(1)) == [Self.one, Self.two])
    // It is under way: who waits for the answer asks nothing more.
    #expect(doubts.takeDue(at: Self.after(5)).isEmpty)
    doubts.answered([Self.two: Self.edges], askedAt: Self.after(1))
    #expect(doubts.takeAnswers() == [Doubts.Answer(slice: Self.two, edges: Self.edges, isSure: false)])
    #expect(doubts.takeAnswers().isEmpty)
    #expect(doubts.takeDue(at: Self.after(5)) == [Self.one, Self.two])
    doubts.answered([:], askedAt: Self.after(5))
    #expect(doubts.takeDue(at: Self.after(5.2)).isEmpty)
    #expect(doubts.takeDue(at: Self.after(5.3)).count == 2)
  }

  /// By when it was asked: an answer may be late.
  @Test func whatLastsBeyondABrokersSessionIsSure() {
    var doubts = Self.doubts()
    for (seconds, isSure) in [(3, false), (9, false), (11.9, false), (12, true), (20, true)] {
      _ = doubts.takeDue(at: Self.after(seconds))
      doubts.answered([Self.one: Self.edges], askedAt: Self.after(seconds))
      #expect(doubts.takeAnswers().map(\.isSure) == [isSure])
    }
  }

  @Test func whatIsLostIsAskedAboutSeldom() {
    var doubts = Self.doubts()
    doubts.end(Self.two)
    doubts.rest(Self.one, at: Self.after(12))
    // An error that comes again begins nothing anew.
    doubts.begin(Self.one, at: Self.after(13))
    #expect(doubts.takeDue(at: Self.after(41)).isEmpty)
    #expect(doubts.takeDue(at: Self.after(42)) == [Self.one])
    doubts.answered([Self.one: Self.edges], askedAt: Self.after(42))
    #expect(doubts.takeAnswers().map(\.isSure) == [true])
  }

  @Test func whatStandsWhereIsJudged() {
    let edges = PartitionEdges(start: 3, end: 7)
    #expect(OutsideOfLog.verdict(on: 2, edges) == .below(start: 3))
    #expect(OutsideOfLog.verdict(on: 3, edges) == .inside)
    #expect(OutsideOfLog.verdict(on: 7, edges) == .inside)
    #expect(OutsideOfLog.verdict(on: 8, edges) == .beyond(end: 7))
  }
}
