import EventLog
import PluginKit
import Storage
import Synchronization
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
      let following = Task { await host.follow(Self.slice) }
      try await bench.write(70...80, to: Self.slice)
      await until(host) { $0.state == .held && $0.reason.contains("77") && $0.position == Position(8) }
      try await bench.store.release(plugin: "counting", slice: Self.slice, skipping: "known", by: "sofia")
      await until(host) { $0.state == .running && $0.position == Position(12) }
      // What comes later is folded as ever.
      try await bench.write(90...91, to: Self.slice)
      await until(host) { $0.state == .running && $0.position == Position(15) }
      following.cancel()
      await following.value
      #expect(host.boards.isEmpty)
      #expect(try await bench.count() == 12)
    }
  }

  /// A mistake of the plugin that only the database sees: it stands still before that commit, and an operator can pass
  /// it over.
  @Test(.timeLimit(.minutes(2))) func rowsThatTheDatabaseRefusesHoldTheirCommitOnly() async throws {
    try await Bench.with { bench in
      let host = try await bench.host(CountingPlugin.plugin(fault: .doubling(at: 77)))
      try await bench.write(1...120, to: Self.slice)
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.state == .held && $0.position == Position(77) }
      let hold = try #require(try await bench.store.holds(of: "counting").first)
      #expect(hold.position == Position(78) && hold.reason.contains("refuses the rows"))
      try await bench.store.release(plugin: "counting", slice: Self.slice, skipping: "known", by: "sofia")
      await until(host) { $0.state == .running && $0.position == Position(121) }
      following.cancel()
      await following.value
      #expect(try await bench.count() == 119)
    }
  }

  /// A server serves calls while rows are being made.
  @Test(.timeLimit(.minutes(2))) func whoFollowsIsOpenedMeanwhile() async throws {
    try await Bench.with { bench in
      try await bench.write(1...10, to: Self.slice)
      let host = ProjectionHost(log: bench.log, store: bench.store, plugins: [CountingPlugin.plugin()], owner: "host")
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.state == .running && $0.position == Position(11) }
      following.cancel()
      await following.value
      #expect(try await bench.count() == 10)
    }
  }

  /// Two versions at once, as while a service is upgraded: the old one never takes the new one's rows back.
  @Test(.timeLimit(.minutes(2))) func rowsOfANewerVersionAreLeftAlone() async throws {
    try await Bench.with { bench in
      try await bench.write(1...10, to: Self.slice)
      _ = try await bench.host(CountingPlugin.plugin(version: 2))
      let old = ProjectionHost(log: bench.log, store: bench.store, plugins: [CountingPlugin.plugin()], owner: "old")
      let following = Task { await old.follow(Self.slice) }
      await until(old) { $0.state == .held && $0.reason.contains("those of its version 2") }
      following.cancel()
      await following.value
      await #expect { try await old.open() } throws: { ($0 as? StorageFailure)?.kind == .newerFormat }
      #expect(try await bench.store.builds(of: "counting").last { $0.state == .serving }?.version == 2)
    }
  }

  /// Every connection breaks, and again: it waits, and goes on where it was.
  @Test(.timeLimit(.minutes(2))) func aDatabaseThatGoesAwayIsWaitedFor() async throws {
    try await Bench.with { bench in
      let host = try await bench.host()
      let following = Task { await host.follow(Self.slice) }
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
      await following.value
      #expect(try await bench.count() == 30)
    }
  }

  /// Does something once, between a follower's look at what serves and its folding.
  private struct Interrupted: LogDecorator {
    let inner: any EventLog
    let isOver = Once()
    let meanwhile: @Sendable () async -> Void

    final class Once: Sendable {
      private let isOver = Atomic(false)
      func take() -> Bool { !isOver.exchange(true, ordering: .relaxed) }
    }

    func head(of slice: Slice) async throws(LogFailure) -> ChainPoint {
      if isOver.take() { await meanwhile() }
      return try await inner.head(of: slice)
    }
  }

  /// The views move while an event is folded for the former build: it is in the new one's rows all the same.
  @Test(.timeLimit(.minutes(2))) func whatIsFoldedDuringARebuildIsReadAfterIt() async throws {
    try await Bench.with { bench in
      try await bench.write(1...10, to: Self.slice)
      _ = try await bench.host()
      let log = Interrupted(inner: bench.log) {
        do {
          _ = try await bench.rebuild()
          try await bench.write(11...15, to: Self.slice)
        } catch {
          Issue.record(error)
        }
      }
      let host = ProjectionHost(log: log, store: bench.store, plugins: [CountingPlugin.plugin()], owner: "host")
      try await host.open()
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.state == .running && $0.position == Position(17) }
      following.cancel()
      await following.value
      #expect(try await bench.count() == 15)
    }
  }

  // MARK: long catch-ups

  /// More than is applied at once.
  private static let many = 1...100 as ClosedRange<UInt64>
  private static let heavy = 300_000

  @Test(.timeLimit(.minutes(2))) func aLongCatchUpIsSeenAsItGoes() async throws {
    try await Bench.with { bench in
      let host = try await bench.host()
      try await bench.write(Self.many, to: Self.slice, payload: Self.heavy)
      let seen = Mutex<[Position]>([])
      let progress = ProjectionProgress { _ in
        seen.withLock { $0 += host.boards.map(\.position) }
      }
      let following = Task { await host.follow(Self.slice, progress: ["counting": progress]) }
      await until(host) { $0.state == .running }
      following.cancel()
      await following.value
      let positions = seen.withLock { $0 }
      #expect(positions.last == Position(101))
      #expect(positions.contains { $0 > .zero && $0 < Position(101) }, "\(positions)")
      #expect(positions == positions.sorted())
    }
  }

  /// Who stops waits for what is being applied, and for no more.
  @Test(.timeLimit(.minutes(2))) func aStopDoesNotWaitForALongCatchUp() async throws {
    try await Bench.with { bench in
      let host = try await bench.host()
      try await bench.write(Self.many, to: Self.slice, payload: Self.heavy)
      let following = Mutex<Task<Void, Never>?>(nil)
      let progress = ProjectionProgress { _ in following.withLock { $0?.cancel() } }
      let task = following.withLock { following -> Task<Void, Never> in
        let task = Task { await host.follow(Self.slice, progress: ["counting": progress]) }
        following = task
        return task
      }
      await task.value
      let checkpoints = try await bench.store.checkpoints(of: Build(plugin: "counting", number: 1))
      let reached = try #require(checkpoints[Self.slice]).position
      #expect(reached > .zero && reached < Position(101), "\(reached)")
      // Who comes next goes on from there.
      _ = try await bench.host().catchUp()
      #expect(try await bench.count() == 100)
    }
  }

  /// A set that the database refuses is none of what was applied.
  @Test(.timeLimit(.minutes(2))) func whatIsNotAppliedIsNoProgress() async throws {
    try await Bench.with { bench in
      let build = try await bench.build()
      try await bench.write(Self.many, to: Self.slice, payload: Self.heavy)
      try await bench.tamper("DROP TABLE counting_\(build.number).note")
      let progress = ProjectionProgress()
      _ = try? await bench.runner(build).catchUp(progress: progress)
      #expect(progress.commits == 0)
    }
  }
}
