import EventLog
import PluginKit
import PostgresStorage
import Storage
import Testing
import TrunklineTesting
import Values

/// Builds of several processes beside each other, and builds that something was done to. A store of its own stands for
/// a process: what it claims ends when it is closed.
@Suite(.serialized) struct BuildTests {
  private static let one = ProjectionTests.one
  private static let plugin = CountingPlugin.plugin()

  private static func make(_ state: BuildState, in store: PostgresProjectionStore) async throws -> Build {
    try await store.createBuild(of: plugin.name, version: plugin.version, state: state, migrations: plugin.migrations)
  }

  @Test func whatAnotherProcessMakesIsLeftAloneUntilItEnds() async throws {
    try await Bench.with { bench in
      try await bench.write(1...20, to: Self.one)
      let other = try await PostgresProjectionStore.open(bench.settings, connectionsMax: 2)
      let building = try await Self.make(.building, in: other)
      let scratch = try await Self.make(.scratch, in: other)
      let serving = try await bench.rebuild().build
      #expect(try await bench.store.builds(of: "counting").map(\.build) == [building, scratch, serving])
      await other.close()
      // Its server processes notice that it has left when they get there.
      try await until { try await bench.claims() == 0 }
      let next = try await bench.rebuild().build
      #expect(try await bench.store.builds(of: "counting").map(\.build) == [serving, next])
    }
  }

  @Test func rebuildsAuditsAndFirstStartsPassEachOther() async throws {
    try await Bench.with { bench in
      try await bench.write(1...200, to: Self.one)
      try await bench.write(1...50, to: ProjectionTests.two)
      for _ in 0..<3 {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for process in 0..<5 {
            group.addTask {
              let store = try await PostgresProjectionStore.open(bench.settings, connectionsMax: 3)
              let owner = "process \(process)"
              do {
                switch process {
                case 0, 1: _ = try await Rebuild(log: bench.log, store: store, plugin: Self.plugin, owner: owner).run()
                case 2:
                  let host = ProjectionHost(log: bench.log, store: store, plugins: [Self.plugin], owner: owner)
                  try await host.open()
                default: _ = try await ProjectionAudit(log: bench.log, store: store, owner: owner).run(Self.plugin)
                }
              } catch {
                await store.close()
                throw error
              }
              await store.close()
            }
          }
          try await group.waitForAll()
        }
        #expect(try await bench.finding().isClean)
      }
      let states = try await bench.store.builds(of: "counting").map(\.state)
      #expect(states.filter { $0 == .serving }.count == 1 && !states.contains(.building) && !states.contains(.scratch))
    }
  }

  /// Its number is the next one's, and a claim that stayed would be in the way of who tidies up after that one.
  @Test func aBuildThatCannotBeMadeIsNotClaimed() async throws {
    try await Bench.with { bench in
      _ = try await bench.host()
      await #expect(throws: StorageFailure.self) {
        _ = try await bench.store.createBuild(
          of: "counting", version: 1, state: .building,
          migrations: [Storage.Migration(name: "bad", sql: "SELECT nothing")])
      }
      #expect(try await bench.claims() == 0)
      _ = try await Self.make(.building, in: bench.store)
      #expect(try await bench.claims() == 1)
    }
  }

  @Test func aRebuildThatFailsLeavesNothing() async throws {
    try await Bench.with { bench in
      try await bench.write(1...50, to: Self.one)
      let former = try await bench.rebuild().build
      await #expect(throws: RebuildHeld.self) {
        _ = try await bench.rebuild(CountingPlugin.plugin(fault: .throwing(at: 33)))
      }
      #expect(try await bench.store.builds(of: "counting").map(\.build) == [former])
    }
  }

  /// Everything but the log can be deleted and rebuilt.
  @Test(arguments: [
    "DROP TABLE counting_1.tally CASCADE", "DROP SCHEMA counting_1 CASCADE", "DROP SCHEMA counting CASCADE",
    "UPDATE trunkline.checkpoint SET position = 1000", "DELETE FROM trunkline.checkpoint",
    "UPDATE trunkline.checkpoint SET id = decode(repeat('ab', 32), 'hex')",
  ])
  func aRebuildHeals(_ damage: String) async throws {
    try await Bench.with { bench in
      try await bench.write(1...50, to: Self.one)
      _ = try await bench.rebuild()
      try await bench.tamper(damage)
      _ = try await bench.rebuild()
      #expect(try await bench.finding().isClean)
      #expect(try await bench.count() == 50)
    }
  }

  @Test func anAuditFindsThatATableIsGone() async throws {
    try await Bench.with { bench in
      try await bench.write(1...50, to: Self.one)
      _ = try await bench.rebuild()
      try await bench.tamper("DROP TABLE counting_1.tally CASCADE")
      let finding = try await bench.finding()
      #expect(finding.complaints.first?.contains("tally") == true, "\(finding)")
      #expect(try await bench.store.builds(of: "counting").map(\.state) == [.serving], "no scratch is left")
    }
  }

  /// An older copy of the log was brought back, and the writer goes on from there: what it writes at positions that
  /// the rows have passed must not be taken for seen.
  @Test func rowsOfALogThatHasDivergedStopByName() async throws {
    try await Bench.with { bench in
      try await bench.write(1...50, to: Self.one)
      _ = try await bench.host()
      let head = try await bench.log.head(of: Self.one).position
      try await bench.tamper("UPDATE trunkline.checkpoint SET position = \(head.number + 1)")
      let beyond = await #expect(throws: LogFailure.self) { _ = try await bench.host().catchUp() }
      #expect(beyond?.kind == .beyondHead(position: head.next, head: head))
      try await bench.write(60...60, to: Self.one)
      let diverged = await #expect(throws: LogFailure.self) { _ = try await bench.host().catchUp() }
      guard case .diverged(head.next, _, _)? = diverged?.kind else {
        Issue.record("\(String(describing: diverged))")
        return
      }
    }
  }
}
