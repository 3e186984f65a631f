import EventLog
import Synchronization
import Testing
import TrunklineTesting

/// So many scans at one time, and nobody waits for ever.
@Suite(.timeLimit(.minutes(1))) struct ScanGateTests {
  private final class Most: Sendable {
    private let value = Atomic(0)
    var now: Int { value.load(ordering: .relaxed) }
    func saw(_ count: Int) { value.max(count, ordering: .relaxed) }
  }

  @Test func sixtyFourScansAreEightAtATime() async throws {
    let gate = ScanGate()
    let most = Most()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<64 {
        group.addTask {
          let pass = try await gate.enter()
          most.saw(gate.openCount)
          for _ in 0..<20 { await Task.yield() }
          withExtendedLifetime(pass) {}
        }
      }
      try await group.waitForAll()
    }
    #expect(most.now == ScanGate.scansMax)
    #expect(gate.openCount == 0)
  }

  /// As one does who opens a scan while he works on another, when all others do the same.
  @Test func whoWaitsInVainIsTold() async throws {
    let gate = ScanGate(patience: .milliseconds(50))
    var passes: [ScanPass] = []
    for _ in 0..<ScanGate.scansMax { passes.append(try await gate.enter()) }
    let failure = await #expect(throws: LogFailure.self) { _ = try await gate.enter() }
    #expect(failure?.kind == .unavailable)
    passes.removeLast()
    passes.append(try await gate.enter())
    #expect(gate.openCount == ScanGate.scansMax)
    passes = []
    #expect(gate.openCount == 0)
  }

  @Test func whoIsCancelledWaitsNoMore() async throws {
    let gate = ScanGate()
    var passes: [ScanPass] = []
    for _ in 0..<ScanGate.scansMax { passes.append(try await gate.enter()) }
    let waiting = Task { try await gate.enter() }
    waiting.cancel()
    await #expect(throws: LogFailure.self) { _ = try await waiting.value }
    passes = []
    #expect(gate.openCount == 0)
  }
}
