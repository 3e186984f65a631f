import EventLog
import PluginKit
import Storage
import Testing
import TrunklineTesting
import Values

/// Projections that follow a log: what goes wrong is told by their boards, and ends when its cause does.
@Suite struct FollowingTests {
  private static let slice = ProjectionTests.one

  /// Returns when the board is so.
  private func until(_ host: ProjectionHost, _ isSo: (PluginHealth) -> Bool) async {
    await TrunklineTesting.until { host.boards.contains(where: isSo) }
  }

  @Test(.timeLimit(.minutes(2))) func aLiftedHoldIsNoticed() async throws {
    try await Bench.with { bench in
      let host = try await bench.host(CountingPlugin.plugin(fault: .throwing(at: 77)))
      let following = Task { try await host.follow(Self.slice) }
      try await bench.write(70...80, to: Self.slice)
      await until(host) { $0.state == .held && $0.reason.contains("77") && $0.position == Position(8) }
      try await bench.store.release(plugin: "counting", slice: Self.slice, skipping: "known", by: "sofia")
      await until(host) { $0.state == .running && $0.position == Position(12) }
      // What comes later is folded as ever.
      try await bench.write(90...91, to: Self.slice)
      await until(host) { $0.state == .running && $0.position == Position(15) }
      following.cancel()
      try await following.value
      #expect(host.boards.isEmpty)
      #expect(try await bench.count() == 12)
    }
  }

  /// Every connection breaks, and again: it waits, and goes on where it was.
  @Test(.timeLimit(.minutes(2))) func aDatabaseThatGoesAwayIsWaitedFor() async throws {
    try await Bench.with { bench in
      let host = try await bench.host()
      let following = Task { try await host.follow(Self.slice) }
      for round in 0..<3 as Range<UInt64> {
        try await bench.tamper(
          """
          SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid()
          """)
        try await bench.write((1 + round * 10)...(10 + round * 10), to: Self.slice)
      }
      await until(host) { $0.state == .running && $0.position == Position(33) }
      following.cancel()
      try await following.value
      #expect(try await bench.count() == 30)
    }
  }
}
