import Foundation
import Metrics
import Testing
import Values

@testable import SimulatedTelephony

@Suite struct SpreadTests {
  @Test func logarithmAndExponentialAgreeWithTheLibrary() {
    var random = SeededRandom(seed: 1, stream: 0)
    for _ in 0..<10_000 {
      let x = exp((random.unit() - 0.5) * 80)
      #expect(abs(Elementary.log(x) - log(x)) <= 4e-16 * max(1, abs(log(x))))
      let y = (random.unit() - 0.5) * 600
      #expect(abs(Elementary.exp(y) / exp(y) - 1) < 1e-13)
    }
    #expect(Elementary.log(1) == 0)
    #expect(Elementary.exp(0) == 1)
  }

  /// Mean and deviation of many draws, in seconds.
  private func moments(_ spread: Spread) -> (mean: Double, deviation: Double) {
    var random = SeededRandom(seed: 7, stream: 3)
    let count = 200_000
    var sum = 0.0
    var squares = 0.0
    for _ in 0..<count {
      let seconds = Double(spread.drawn(&random)?.count ?? 0) / 1_000
      sum += seconds
      squares += seconds * seconds
    }
    let mean = sum / Double(count)
    return (mean, (squares / Double(count) - mean * mean).squareRoot())
  }

  @Test func drawsHaveTheMomentsThatTheyAreAskedFor() {
    let exponential = moments(.exponential(mean: .seconds(60)))
    #expect(abs(exponential.mean / 60 - 1) < 0.01 && abs(exponential.deviation / 60 - 1) < 0.02)
    let lognormal = moments(.lognormal(mean: .seconds(180), deviation: .seconds(120)))
    #expect(abs(lognormal.mean / 180 - 1) < 0.01 && abs(lognormal.deviation / 120 - 1) < 0.03)
    let censored = moments(.exponentialBeyond(floor: .seconds(30), mean: .seconds(60)))
    #expect(abs(censored.mean / 90 - 1) < 0.01 && abs(censored.deviation / 60 - 1) < 0.02)
  }

  @Test func whatIsExactIsExact() {
    var random = SeededRandom(seed: 1, stream: 0)
    let before = random
    #expect(Spread.exactly(.seconds(3)).drawn(&random) == .seconds(3))
    #expect(Spread.never.drawn(&random) == nil)
    #expect(
      random.next()
        == {
          var copy = before; return copy.next()
        }())
  }

  @Test func theQuantileOfStudentsTIsThatOfTheTables() {
    for (degrees, value) in [(19.0, 2.8609), (29, 2.7564), (39, 2.7079), (99, 2.6264)] {
      #expect(abs(StudentT.quantile995(degreesOfFreedom: degrees) - value) < 0.001)
    }
  }

  @Test func theIntervalOfEqualBatchesIsTheirs() throws {
    let interval = try #require(BatchMeans([1, 2, 3, 4, 5]).interval)
    #expect(interval.mean == 3)
    #expect(abs(interval.halfWidth - 4.6041 * 2.5.squareRoot() / 5.0.squareRoot()) < 0.06)
    #expect(interval.covers(3.5) && !interval.covers(8))
    #expect(BatchMeans([1]).interval == nil)
  }
}
