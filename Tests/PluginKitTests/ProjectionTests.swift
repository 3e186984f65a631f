import Digest
import EventLog
import PluginKit
import PostgresClient
import PostgresStorage
import PostgresTesting
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// Projections on PostgreSQL, of a log in memory. One server has room for few connections.
@Suite(.serialized) struct ProjectionTests {
  static let one = Slice.numbered(5)
  static let two = Slice.numbered(51)

  func with(_ body: (Bench) async throws -> Void) async throws { try await Bench.with(body) }

  // MARK: rows and checkpoint

  @Test func batchBoundariesDoNotMatter() async throws {
    try await with { bench in
      try await bench.write(1...60, to: Self.one, events: 3)
      let whole = try await bench.build()
      _ = try await bench.runner(whole).catchUp()
      for step in [1, 7, 50] as [UInt64] {
        let pieces = try await bench.build()
        let runner = bench.runner(pieces)
        for through in stride(from: step, to: 62, by: Int(step)) {
          _ = try await runner.catchUp(through: Position(through))
        }
        #expect(try await runner.catchUp() == .caughtUp(Position(61)))
        let differences = try await bench.store.differences(
          between: whole, and: pieces, tables: CountingPlugin.plugin().tables, samples: 3)
        #expect(!differences.contains { !$0.isEmpty }, "in steps of \(step): \(differences)")
      }
    }
  }

  /// Of more than there is was heard before the log was put back to an earlier state.
  @Test(.timeLimit(.minutes(1))) func whatWasHeardOfAndIsNotThereIsNotWaitedFor() async throws {
    try await with { bench in
      try await bench.write(1...40, to: Self.one)
      let runner = bench.runner(try await bench.build())
      #expect(try await runner.catchUp(through: Position(1_000)) == .caughtUp(Position(41)))
      #expect(try await runner.catchUp(through: Position(1_000)) == .caughtUp(Position(41)))
    }
  }

  @Test func ofTwoRunnersTheLateOneStops() async throws {
    try await with { bench in
      try await bench.write(1...40, to: Self.one)
      let host = try await bench.host()
      try await bench.write(50...90, to: Self.one)
      let build = try #require(try await bench.store.builds(of: "counting").last?.build)
      let late = bench.runner(build, as: "late")
      _ = try await late.catchUp(through: Position(45))
      _ = try await host.catchUp()
      let failure = await #expect(throws: StorageFailure.self) {
        try await bench.write(100...110, to: Self.one)
        _ = try await late.catchUp()
      }
      #expect(failure?.kind == .checkpointMoved)
      _ = try await host.catchUp()
      #expect(try await bench.finding().isClean)
    }
  }

  @Test func aRunnerThatWasOvertakenStopsAndChangesNothing() async throws {
    try await with { bench in
      try await bench.write(1...40, to: Self.one)
      _ = try await bench.host()
      let build = try #require(try await bench.store.builds(of: "counting").last?.build)
      try await bench.write(50...90, to: Self.one)
      let old = try #require(try await bench.store.checkpoints(of: build)[Self.one])
      _ = try await bench.runner(build).catchUp()
      var changes = RowChanges(tables: CountingPlugin.plugin().tables)
      changes.appended[0].beginRow(columns: 5)
      changes.appended[0].int2(1)
      changes.appended[0].int8(1)
      changes.appended[0].int4(1)
      changes.appended[0].int8(1)
      changes.appended[0].text("x")
      let next = Checkpoint(slice: Self.one, position: Position(60), id: old.id, epoch: old.epoch)
      let failure = await #expect(throws: StorageFailure.self) {
        try await bench.store.apply(changes, to: build, from: old, to: next)
      }
      #expect(failure?.kind == .checkpointMoved)
      let first = await #expect(throws: StorageFailure.self) {
        try await bench.store.apply(changes, to: build, from: nil, to: next)
      }
      #expect(first?.kind == .checkpointMoved)
      #expect(try await bench.finding().isClean)
    }
  }

  @Test func manyRunnersOfOneSliceApplyEachCommitOnce() async throws {
    try await with { bench in
      try await bench.write(1...10, to: Self.one)
      _ = try await bench.host()
      let build = try #require(try await bench.store.builds(of: "counting").last?.build)
      for round in 1...8 as ClosedRange<UInt64> {
        try await bench.write(round * 100...round * 100 + 20, to: Self.one)
        await withTaskGroup(of: Void.self) { group in
          for name in ["a", "b", "c"] {
            group.addTask {
              do {
                _ = try await bench.runner(build, as: name).catchUp()
              } catch {
                #expect((error as? StorageFailure)?.kind == .checkpointMoved, "\(error)")
              }
            }
          }
        }
      }
      _ = try await bench.runner(build, as: "last").catchUp()
      #expect(try await bench.finding().isClean)
      #expect(try await bench.count() == 10 + 8 * 21)
    }
  }

  // MARK: bad events

  @Test func aBadEventStopsItsSliceAtExactlyThatEvent() async throws {
    try await with { bench in
      try await bench.write(1...50, to: Self.one)
      try await bench.write(1_000...1_050, to: Self.two)
      _ = try await bench.host()
      try await bench.write(60...99, to: Self.one)
      try await bench.write(1_060...1_099, to: Self.two)
      let bad = CountingPlugin.plugin(fault: .throwing(at: 77))
      let host = try await bench.host(bad, as: "second")
      let standings = try await host.catchUp()
      let holds = try await bench.store.holds(of: "counting")
      #expect(standings.map(\.holds) == [holds])
      // A marker, fifty commits, a marker, and 77 is the eighteenth after it.
      #expect(holds.map(\.position) == [Position(70)])
      #expect(holds.map(\.slice) == [Self.one])
      #expect(holds.first?.eventIndex == 0)
      #expect(holds.first?.reason.contains("77") == true)
      let build = try #require(try await bench.store.builds(of: "counting").last?.build)
      let positions = try await bench.store.checkpoints(of: build).mapValues(\.position.number)
      #expect(positions == [Self.one: 69, Self.two: 93])
      let finding = try await bench.finding()
      #expect(finding.complaints.count == 1 && finding.complaints[0].contains("held at position 70"))

      // Retried without a repair it is held again; skipped with a reason it goes on, and the audit knows.
      try await bench.store.release(plugin: "counting", slice: Self.one, skipping: nil, by: "sofia")
      #expect(try await host.catchUp()[0].holds == holds)
      try await bench.store.release(plugin: "counting", slice: Self.one, skipping: "a test call", by: "sofia")
      #expect(try await host.catchUp()[0].holds.isEmpty)
      let skipped = try await bench.finding(bad)
      #expect(skipped.isClean)
      #expect(skipped.notes.count == 1)
      #expect(skipped.notes.first?.contains("sofia: a test call") == true)
      #expect(try await bench.count("SELECT count(*) FROM counting.note WHERE number = 77") == 0)
      #expect(try await bench.count("SELECT count(*) FROM counting.note WHERE slice = 5") == 89)
    }
  }

  @Test func aRepairedVersionPassesTheHoldOfTheFormerOne() async throws {
    try await with { bench in
      try await bench.write(1...50, to: Self.one)
      _ = try await bench.host()
      try await bench.write(60...99, to: Self.one)
      _ = try await bench.host(CountingPlugin.plugin(fault: .throwing(at: 77)), as: "second").catchUp()
      #expect(try await bench.store.holds(of: "counting").count == 1)
      let repaired = CountingPlugin.plugin(version: 2)
      let host = try await bench.host(repaired, as: "third")
      #expect(try await host.catchUp()[0].holds.isEmpty)
      #expect(try await bench.store.holds(of: "counting").isEmpty)
      #expect(try await bench.finding(repaired).isClean)
    }
  }

  @Test func aRebuildThatMeetsABadEventLeavesTheOldRowsServing() async throws {
    try await with { bench in
      try await bench.write(1...50, to: Self.one)
      _ = try await bench.host()
      await #expect(throws: RebuildHeld.self) {
        _ = try await bench.rebuild(CountingPlugin.plugin(fault: .throwing(at: 33)))
      }
      #expect(try await bench.count() == 50)
      #expect(try await bench.store.holds(of: "counting").isEmpty)
    }
  }

  // MARK: rebuild, swap, roll back

  @Test func aRebuildOfTheSameVersionFindsTheSameRows() async throws {
    try await with { bench in
      try await bench.write(1...80, to: Self.one)
      try await bench.write(1...80, to: Self.two)
      let first = try await bench.rebuild()
      #expect(first.former == nil && !first.compared)
      let second = try await bench.rebuild()
      #expect(second.compared && second.differences.isEmpty)
      #expect(second.former == first.build)
      #expect(second.commits == 162)
      try await bench.tamper("UPDATE \(second.build.schema).tally SET events = events + 1 WHERE key = 'k3'")
      let third = try await bench.rebuild()
      #expect(third.differences.map(\.table) == ["tally"])
      #expect(third.differences.first?.onlyInFirst == 2 && third.differences.first?.onlyInSecond == 2)
      #expect(third.differences.first?.samples.isEmpty == false)
      let other = try await bench.rebuild(CountingPlugin.plugin(version: 2, fault: .counting(2)))
      #expect(!other.compared, "another version is not compared")
    }
  }

  @Test func leftOversOfACrashAreDropped() async throws {
    try await with { bench in
      try await bench.write(1...20, to: Self.one)
      let plugin = CountingPlugin.plugin()
      let crashed = try await PostgresProjectionStore.open(bench.settings, connectionsMax: 2)
      for state in [BuildState.building, .scratch, .building] {
        _ = try await crashed.createBuild(
          of: plugin.name, version: plugin.version, state: state, migrations: plugin.migrations)
      }
      await crashed.close()
      _ = try await bench.rebuild()
      _ = try await bench.rebuild()
      _ = try await bench.rebuild()
      #expect(try await bench.store.builds(of: "counting").map(\.state) == [.retired, .serving])
    }
  }

  @Test func aBuildThatIsBehindDoesNotServe() async throws {
    try await with { bench in
      try await bench.write(1...20, to: Self.one)
      try await bench.write(1...20, to: Self.two)
      _ = try await bench.rebuild()
      let behind = try await bench.build(.building)
      let failure = await #expect(throws: StorageFailure.self) { try await bench.store.serve(behind) }
      #expect(failure?.kind == .checkpointMoved)
      _ = try await bench.runner(behind, on: Self.one).catchUp()
      _ = try await bench.runner(behind, on: Self.two).catchUp(through: Position(20))
      let still = await #expect(throws: StorageFailure.self) { try await bench.store.serve(behind) }
      #expect(still?.kind == .checkpointMoved)
      _ = try await bench.runner(behind, on: Self.two).catchUp()
      try await bench.store.serve(behind)
      #expect(try await bench.store.builds(of: "counting").map(\.state) == [.retired, .serving])
    }
  }

  @Test func rollingBackBringsTheFormerRowsUpToDate() async throws {
    try await with { bench in
      try await bench.write(1...20, to: Self.one)
      let first = try await bench.rebuild()
      let second = try await bench.rebuild()
      try await bench.write(30...50, to: Self.one)
      _ = try await bench.host().catchUp()
      let build = try await rollBack(CountingPlugin.plugin(), in: bench.store, log: bench.log, owner: "back")
      #expect(build == first.build)
      #expect(try await bench.store.builds(of: "counting").map(\.state) == [.serving, .retired])
      #expect(try await bench.count() == 41)
      #expect(try await bench.finding().isClean)
      #expect(second.build != first.build)
      _ = try await bench.rebuild(CountingPlugin.plugin(version: 2))
      let failure = await #expect(throws: StorageFailure.self) {
        _ = try await rollBack(CountingPlugin.plugin(version: 2), in: bench.store, log: bench.log, owner: "back")
      }
      #expect(failure?.kind == .nothingToDo)
    }
  }

  /// The old build goes on, a writer writes, readers read two views: nobody sees an error or a mixture, and the host
  /// goes on with the new build.
  @Test func rebuildingWhileServing() async throws {
    try await with { bench in
      try await bench.write(1...100, to: Self.one)
      let host = try await bench.host()
      let (writer, _) = try await SliceWriter.acquire(Self.one, of: bench.log, marker: .by("live"))
      let course = Course()
      try await withThrowingTaskGroup(of: Void.self) { group in
        let following = Task { await host.follow(Self.one) }
        for _ in 0..<2 {
          group.addTask {
            while !course.isOver.load(ordering: .acquiring) {
              let found = try await bench.store.rows([
                Query("SELECT count(*) FROM counting.note", views: ["counting.note"]),
                Query("SELECT coalesce(sum(events), 0)::int8 FROM counting.tally", views: ["counting.tally"]),
              ])
              try expectEqual(found[0], found[1], "two views of one build")
              course.readings.add(1, ordering: .relaxed)
            }
          }
        }
        group.addTask {
          var number: UInt64 = 1_000
          // Not for ever: in a debug build this writer is faster than any fold.
          while !course.isOver.load(ordering: .acquiring), number < 4_000 {
            _ = try await writer.submit([.numbered(number)])
            number += 1
            // As fast as a store follows, or the log would run away.
            let seen = try await bench.store.builds(of: "counting").count
            try expect(seen > 0, "builds")
          }
        }
        defer { course.isOver.store(true, ordering: .releasing) }
        for _ in 0..<4 {
          let report = try await bench.rebuild()
          try expectEqual(report.differences, [], "differences")
        }
        course.isOver.store(true, ordering: .releasing)
        try await group.waitForAll()
        following.cancel()
        await following.value
      }
      _ = try await host.catchUp()
      #expect(course.readings.load(ordering: .relaxed) > 0)
      let serving = try #require(try await bench.store.builds(of: "counting").last { $0.state == .serving })
      let position = try await bench.store.checkpoints(of: serving.build)[Self.one]?.position
      #expect(position == (try await bench.log.head(of: Self.one)).position)
      #expect(try await bench.finding().isClean)
    }
  }

  // MARK: audit

  @Test func anAuditNamesWhatIsWrong() async throws {
    try await with { bench in
      try await bench.write(1...40, to: Self.one)
      _ = try await bench.rebuild()
      #expect(try await bench.finding().isClean)
      func differs(_ table: String, _ serving: Int64, _ fresh: Int64, _ wrong: String, _ right: String) async throws {
        try await bench.tamper(wrong)
        let finding = try await bench.finding()
        #expect(finding.differences.map(\.table) == [table], "\(wrong)")
        #expect(finding.differences.first?.onlyInFirst == serving, "\(wrong)")
        #expect(finding.differences.first?.onlyInSecond == fresh, "\(wrong)")
        try await bench.tamper(right)
        #expect(try await bench.finding().isClean, "\(right)")
      }
      try await differs(
        "tally", 1, 1, "UPDATE counting_1.tally SET highest = highest + 1 WHERE key = 'k2'",
        "UPDATE counting_1.tally SET highest = highest - 1 WHERE key = 'k2'")
      try await differs(
        "note", 1, 0, "INSERT INTO counting_1.note VALUES (5, 99, 0, 99, 'x')",
        "DELETE FROM counting_1.note WHERE position = 99")
      try await differs(
        "note", 0, 1, "DELETE FROM counting_1.note WHERE number = 7",
        "INSERT INTO counting_1.note VALUES (5, 8, 0, 7, 'k0')")
      #expect(try await bench.store.builds(of: "counting").map(\.state) == [.serving], "no scratch is left")
    }
  }

  @Test func anAuditNamesCheckpointsThatAreNotAsTheyShouldBe() async throws {
    try await with { bench in
      try await bench.write(1...40, to: Self.one)
      _ = try await bench.rebuild()
      try await bench.tamper("UPDATE trunkline.checkpoint SET position = position - 1")
      #expect(try await bench.finding().complaints.first?.contains("has another id") == true)
      try await bench.tamper("UPDATE trunkline.checkpoint SET position = position + 2")
      #expect(try await bench.finding().complaints.first?.contains("beyond the head") == true)
      // One too high, with the id of that record: the rows tell.
      try await bench.write(50...50, to: Self.one)
      let head = try await bench.log.head(of: Self.one)
      try await bench.tamper(
        "UPDATE trunkline.checkpoint SET position = \(head.position), id = decode('\(head.id)', 'hex'), epoch = 2")
      let finding = try await bench.finding()
      #expect(finding.complaints.isEmpty)
      #expect(finding.differences.map(\.table).sorted() == ["note", "tally"])
    }
  }
}

/// What the tasks of a test share.
private final class Course: Sendable {
  let isOver = Atomic(false)
  let readings = Atomic(0)
}
