import Testing
import Values

@testable import trunkline

@Suite struct ScaledTimeTests {
  @Test func itNeverRunsAheadOfWhatIsWaitedFor() async {
    let time = ScaledTime(start: Instant(ms: 1_000_000), speed: 1_000)
    #expect(time.now() >= time.start)
    let moment = time.start + .seconds(20)
    await time.wait(until: moment)
    #expect(time.now() >= moment)
  }

  @Test func whoIsCancelledIsLetGo() async {
    let time = ScaledTime(start: .epoch, speed: 1)
    let waiting = Task { await time.wait(until: .epoch + .minutes(60)) }
    waiting.cancel()
    await waiting.value
    #expect(time.now() < .epoch + .minutes(60))
  }
}
