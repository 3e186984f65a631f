import CallDomain
import Events
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

@testable import PluginKit

/// What becomes of policies when the database is away at the wrong moment.
@Suite(.timeLimit(.minutes(2))) struct PolicyStoreAwayTests {
  /// Notes what it is shown, and hangs at the first of it.
  private struct Recording: Policy {
    let shown: Shown

    mutating func observe(_ commit: Commit, in centre: Centre) {
      shown.commits.withLock { $0.append(commit.position) }
      shown.rope.hang()
    }
    mutating func wishes(at now: Instant, in centre: Centre) -> [Wish] { [] }
  }

  private final class Shown: Sendable {
    let commits = Mutex<[Position]>([])
    let rope = TestPolicy.Rope()
  }

  /// A suspect is noted before and after each turn: a note that fails must not show it the same commits twice.
  @Test func nothingIsFoldedTwice() async throws {
    let shown = Shown()
    defer { shown.rope.cut() }
    let plugin = Plugin(
      name: "recording", version: 1,
      policies: [PolicyDeclaration(name: "record", make: { _ in Recording(shown: shown) })])
    let killed: (Bench) async throws -> Void = { bench in
      let attempt = Attempt(
        after: .zero, through: Position(1), owner: "former", phase: .underWay, suspicion: 0)
      try await bench.store.note(
        attempt, of: try await bench.store.buildOfNothing(for: plugin), slice: Hosted.slice)
    }
    try await Hosted.with([plugin], after: killed) { hosted in
      try await hosted.until("recording") { $0.state == .running && $0.lag == 0 }
      try await hosted.arrival(.one)
      await until { shown.commits.withLock { !$0.isEmpty } }
      try await hosted.bench.tamper("ALTER TABLE trunkline.plugin_attempt RENAME TO away")
      shown.rope.cut()
      try await hosted.until("recording") { $0.state == .waiting }
      try await hosted.bench.tamper("ALTER TABLE trunkline.away RENAME TO plugin_attempt")
      await hosted.time.somebodyWaits(until: .noon + PolicyRunner.pause)
      hosted.time.advance(by: PolicyRunner.pause)
      try await hosted.until("recording") { $0.state == .running && $0.lag == 0 }
      #expect(shown.commits.withLock { $0 } == [try await hosted.bench.log.head(of: Hosted.slice).position])
    }
  }

  /// An operator lets go what he can see: a hold that could not be written down is written down later.
  @Test func aHoldIsWrittenDownInTheEnd() async throws {
    let rope = TestPolicy.Rope()
    defer { rope.cut() }
    try await Hosted.with([TestPolicy.hanging(rope)]) { hosted in
      try await hosted.until("hanging") { $0.state == .running }
      try await hosted.arrival(.one)
      await hosted.time.somebodyWaits(until: .noon + PolicyRunner.patience)
      try await hosted.bench.tamper("ALTER TABLE trunkline.plugin_hold RENAME TO away")
      hosted.time.advance(by: PolicyRunner.patience)
      try await hosted.until("hanging") { $0.state == .held && $0.reason.contains("not written down") }
      try await hosted.bench.tamper("ALTER TABLE trunkline.away RENAME TO plugin_hold")
      let later = Instant.noon + PolicyRunner.patience + PolicyRunner.pause
      await hosted.time.somebodyWaits(until: later)
      hosted.time.advance(by: PolicyRunner.pause)
      try await until { try await hosted.bench.store.holds(of: "hanging").count == 1 }
      try await hosted.until("hanging") { $0.state == .held && !$0.reason.contains("not written down") }
      rope.cut()
      try await hosted.bench.store.release(plugin: "hanging", slice: Hosted.slice, skipping: nil, by: "sofia")
      await hosted.time.somebodyWaits(until: later + PolicyRunner.pause)
      hosted.time.advance(by: PolicyRunner.pause)
      try await hosted.until("hanging") { $0.state == .running && $0.lag == 0 }
    }
  }
}
