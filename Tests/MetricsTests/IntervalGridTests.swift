import Metrics
import Testing

@Suite struct IntervalGridTests {
  private struct Part: Equatable {
    let start: Int64
    let ms: Int64
  }

  private static func parts(_ since: Int64, _ until: Int64) -> [Part] {
    var parts: [Part] = []
    IntervalGrid.split(from: since, to: until) { parts.append(Part(start: $0, ms: $1)) }
    return parts
  }

  @Test func spansAreSplitAtTheBoundaries() {
    #expect(Self.parts(0, 900_000) == [Part(start: 0, ms: 900_000)])
    #expect(Self.parts(899_999, 900_001) == [Part(start: 0, ms: 1), Part(start: 900_000, ms: 1)])
    #expect(
      Self.parts(10, 1_800_005)
        == [Part(start: 0, ms: 899_990), Part(start: 900_000, ms: 900_000), Part(start: 1_800_000, ms: 5)])
    #expect(Self.parts(-1, 1) == [Part(start: -900_000, ms: 1), Part(start: 0, ms: 1)])
  }

  @Test func whatEndsWhereItBeginsTouchesNothing() {
    #expect(Self.parts(900_000, 900_000).isEmpty)
    #expect(Self.parts(5, 4).isEmpty)
  }

  @Test func startsLieOnTheGrid() {
    #expect(IntervalGrid.start(of: 900_000) == 900_000)
    #expect(IntervalGrid.start(of: 899_999) == 0)
    #expect(IntervalGrid.start(of: -1) == -900_000)
    #expect(IntervalGrid.firstStart(notBefore: 900_000) == 900_000)
    #expect(IntervalGrid.firstStart(notBefore: 900_001) == 1_800_000)
  }
}
