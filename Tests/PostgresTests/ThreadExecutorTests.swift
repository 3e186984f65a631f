import Glibc
import PostgresClient
import Synchronization
import SystemThreads
import Testing

/// Who runs on a thread of its own, and in which order.
@Suite(.timeLimit(.minutes(1))) struct ThreadExecutorTests {
  /// Blocks its thread when it is told to.
  private actor Blocker {
    nonisolated let executor = ThreadExecutor()
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
    private nonisolated let notes = Mutex<[String]>([])

    nonisolated var noted: [String] { notes.withLock { $0 } }
    nonisolated func note(_ what: String) { notes.withLock { $0.append(what) } }

    func turn(_ what: String) -> UInt {
      note(what)
      return pthread_self()
    }

    func block(until gate: Gate) {
      note("blocked")
      gate.wait()
    }
  }

  @Test func anErrandGoesBeforeTheTurnsThatWait() async throws {
    let blocker = Blocker()
    let gate = Gate()
    let blocked = Task { await blocker.block(until: gate) }
    try await eventually("the thread is blocked") { blocker.noted == ["blocked"] }
    // Both stand in line when they have been made.
    let turn = Task.immediate { await blocker.turn("turn") }
    let errand = Task(executorPreference: ThreadExecutor.Errands(blocker.executor)) { blocker.note("errand") }
    gate.open()
    await blocked.value
    _ = await turn.value
    await errand.value
    #expect(blocker.noted == ["blocked", "errand", "turn"])
    await blocker.executor.stop()
  }

  @Test func anErrandThatTakesATurnStaysOnTheThread() async {
    let blocker = Blocker()
    let errands = ThreadExecutor.Errands(blocker.executor)
    let threads = await Task(executorPreference: errands) {
      let before = pthread_self()
      let within = await blocker.turn("turn")
      return [before, within, pthread_self()]
    }.value
    #expect(Set(threads).count == 1)
    await blocker.executor.stop()
  }

  @Test func anErrandAfterTheEndStillRuns() async {
    let blocker = Blocker()
    _ = await blocker.turn("turn")
    await blocker.executor.stop()
    await Task(executorPreference: ThreadExecutor.Errands(blocker.executor)) { blocker.note("errand") }.value
    #expect(blocker.noted == ["turn", "errand"])
  }
}
