import PluginKit
import Testing
import TrunklineTesting
import Values

/// Code that may never come back.
@Suite(.timeLimit(.minutes(1))) struct AnswerTests {
  /// Nobody waits for it any more: it is told so, once.
  @Test func whoIsTooLateIsCancelled() async throws {
    let time = HandTime(at: .noon)
    let (ended, end) = AsyncStream<Bool>.makeStream()
    let answering = Task {
      try await answer(by: .noon + .seconds(30), time) {
        await until { Task.isCancelled }
        end.yield(Task.isCancelled)
        end.finish()
        return 7
      }
    }
    await time.somebodyWaits(until: .noon + .seconds(30))
    time.advance(by: .seconds(30))
    #expect(try await answering.value == nil)
    var cancellations = 0
    for await isCancelled in ended where isCancelled { cancellations += 1 }
    #expect(cancellations == 1)
  }

  @Test func whoIsInTimeIsHeard() async throws {
    #expect(try await answer(by: .noon + .seconds(30), HandTime(at: .noon)) { 7 } == 7)
  }
}
