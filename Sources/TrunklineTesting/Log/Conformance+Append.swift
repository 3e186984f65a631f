import EventLog
import Events
package import Values

// Appends: compare-and-set on `prev`, all or none, and what becomes of a lost reply (G1, G2, G3).
extension EventLogConformance {
  static let append: [ConformanceCase] = [
    ConformanceCase("an append of nothing changes nothing") { log in
      let driver = try await log.open()
      let pen = try await Pen(taking: slice, of: driver)
      try expectEqual(await driver.append([], to: slice), .accepted)
      try expectEqual(try await driver.head(of: slice), pen.point, "head")
    },
    ConformanceCase("one commit, with the bytes that were written") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let record = try pen.seal(.numbered(1))
      try expectEqual(await driver.append([record], to: slice), .accepted)
      try expectEqual(try await driver.head(of: slice), record.point, "head")
      try expectEqual(try await driver.records(of: slice).last, record, "the record")
      try expectEqual(try await log.open().records(of: slice).last, record, "the record, from elsewhere")
    },
    ConformanceCase("many commits in one append") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      try await pen.write(1...500)
      try expectEqual(try await driver.verified(slice).count, 501, "records")
      try expectEqual(try await driver.numbers(of: slice), Array(1...500), "order")
    },
    ConformanceCase("a commit of a thousand events") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let record = try pen.seal(.numbered(1, events: CommitLimits.eventsMax))
      try expectEqual(await driver.append([record], to: slice), .accepted)
      let read = try await driver.records(of: slice)
      try expectEqual(try read.last?.commit.events.count, CommitLimits.eventsMax, "events")
    },
    ConformanceCase("a commit of exactly the largest size") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let record = try pen.seal(try largest(at: pen.point, of: driver))
      try expectEqual(record.body.count, CommitLimits.bodyBytesMax, "size of the test's own commit")
      try expectEqual(await driver.append([record], to: slice), .accepted)
      try expectEqual(try await driver.records(of: slice).last, record, "the record")
    },
    ConformanceCase("a commit beyond the limits is refused before any effect") { log in
      let driver = try await log.open()
      let (writer, point) = try await SliceWriter.acquire(slice, of: driver, marker: .by("first"))
      var tooBig = try largest(at: point, of: driver)
      tooBig.actor = Actor(kind: .system, id: "x")
      for draft in [tooBig, .numbered(1, events: CommitLimits.eventsMax + 1)] {
        try await expectFailure("oversize", { if case .tooLarge = $0 { true } else { false } }) {
          _ = try await writer.submit([.numbered(2), draft])
        }
      }
      var empty = CommitDraft.numbered(1)
      empty.events = []
      try await expectFailure("no events", { $0 == .invalid }) { _ = try await writer.submit([empty]) }
      try expectEqual(try await driver.head(of: slice), point, "head")
      try expectEqual(try await writer.submit([.numbered(3)]), point.position.next, "the next takes the place")
      _ = try await driver.verified(slice)
    },
    ConformanceCase("a wrong prev is stale and writes nothing") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let start = pen.point
      try await pen.write(1...3)
      var behind = Pen(driver, slice, after: start)
      try expectEqual(await driver.append(try behind.seal(7...8), to: slice), .stale(head: pen.point))
      var ahead = Pen(driver, slice, after: pen.point)
      _ = try ahead.seal(.numbered(9))
      try expectEqual(await driver.append([try ahead.seal(.numbered(10))], to: slice), .stale(head: pen.point))
      try expectEqual(try await driver.numbers(of: slice), [1, 2, 3])
    },
    ConformanceCase("the same records twice stand once") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let records = try pen.seal(1...3)
      try expectEqual(await driver.append(records, to: slice), .accepted)
      try expectEqual(await driver.append(records, to: slice), .accepted, "again")
      try await pen.write(4...5)
      try expectEqual(await driver.append(records, to: slice), .accepted, "after later ones")
      try expectEqual(await driver.append(Array(records.suffix(1)), to: slice), .accepted, "a part")
      try expectEqual(try await driver.numbers(of: slice), [1, 2, 3, 4, 5])
      _ = try await driver.verified(slice)
    },
    ConformanceCase("all records of an append or none") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let records = try pen.seal(1...4)
      try expectEqual(await driver.append(Array(records[..<2]), to: slice), .accepted)
      // The first two are there already, so the four as a whole follow something else than the head.
      try expectEqual(await driver.append(records, to: slice), .stale(head: records[1].point))
      try expectEqual(try await driver.numbers(of: slice), [1, 2])
    },
    ConformanceCase("of two writers at one place one wins") { log in
      let first = try await log.open()
      let second = try await log.open()
      var point = try await first.acquire(slice, marker: .by("both"))
      for round in 0..<40 as Range<UInt64> {
        var pen = Pen(first, slice, after: point)
        let mine = try pen.seal((round * 10 + 1)...(round * 10 + 3))
        pen = Pen(second, slice, after: point)
        let yours = try pen.seal((round * 10 + 4)...(round * 10 + 5))
        async let one = first.append(mine, to: slice)
        async let other = second.append(yours, to: slice)
        let outcomes = await [one, other]
        try expectEqual(outcomes.count { $0 == .accepted }, 1, "accepted in round \(round) of \(outcomes)")
        let (winner, loser) = outcomes[0] == .accepted ? (mine, outcomes[1]) : (yours, outcomes[0])
        point = winner[winner.count - 1].point
        // The loser looked when all of the winner's were there, or some of them, where that can be.
        let heads = winner.map(\.point).suffix(log.showsPrefixes ? winner.count : 1)
        try expect(heads.contains { loser == .stale(head: $0) }, "what the loser of round \(round) hears: \(loser)")
        try expectEqual(try await second.head(of: slice), point, "head of round \(round)")
      }
      _ = try await first.verified(slice)
    },
    ConformanceCase("pipelined appends behind a foreign record are all refused") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let start = pen.point
      let mine = try pen.seal(1...4)
      try expectEqual(await driver.append([mine[0]], to: slice), .accepted)
      let other = try await log.open()
      var foreign = Pen(other, slice, after: mine[0].point)
      try await foreign.write(100...100)
      for record in mine[1...] {
        try expectEqual(await driver.append([record], to: slice), .stale(head: foreign.point), "\(record.position)")
      }
      try expectEqual(try await driver.numbers(of: slice), [1, 100])
      try expect(start != foreign.point, "the head moved")
    },
    ConformanceCase("a lost reply whose records landed is resolved as accepted") { log in
      let driver = try await log.open()
      let point = try await driver.acquire(slice, marker: .by("first"))
      let writer = SliceWriter(log: LostReplies(driver, .landed), slice: slice, after: point)
      for number in 1...20 as ClosedRange<UInt64> {
        try expectEqual(try await writer.submit([.numbered(number)]), Position(number + 1))
      }
      try expectEqual(try await driver.numbers(of: slice), Array(1...20))
    },
    ConformanceCase("a lost reply whose records did not land is resolved, and they stand once") { log in
      let driver = try await log.open()
      let point = try await driver.acquire(slice, marker: .by("first"))
      let writer = SliceWriter(log: LostReplies(driver, .lost), slice: slice, after: point)
      for number in 1...20 as ClosedRange<UInt64> {
        try expectEqual(try await writer.submit([.numbered(number)]), Position(number + 1))
      }
      try expectEqual(try await driver.numbers(of: slice), Array(1...20))
    },
    ConformanceCase("a lost reply is resolved as stale when another record took the place") { log in
      let driver = try await log.open()
      let point = try await driver.acquire(slice, marker: .by("first"))
      let other = try await log.open()
      let lost = LostReplies(driver, .lost) {
        var foreign = Pen(other, slice, after: point)
        guard let record = try? foreign.seal(.numbered(100)) else { return }
        _ = await other.append([record], to: slice)
      }
      let writer = SliceWriter(log: lost, slice: slice, after: point)
      try await expectFailure("foreign record", { if case .stale = $0 { true } else { false } }) {
        _ = try await writer.submit([.numbered(1)])
      }
      try expectEqual(try await driver.numbers(of: slice), [100])
    },
    ConformanceCase("a lost reply is resolved as fenced when the slice was taken meanwhile") { log in
      let driver = try await log.open()
      let point = try await driver.acquire(slice, marker: .by("first"))
      let other = try await log.open()
      let lost = LostReplies(driver, .lost) { _ = try? await other.acquire(slice, marker: .by("second")) }
      let writer = SliceWriter(log: lost, slice: slice, after: point)
      try await expectFailure("taken", { $0 == .fenced(by: Epoch(2)) }) { _ = try await writer.submit([.numbered(1)]) }
      // What landed before the taking counts, whoever owns the slice now.
      let second = try await other.acquire(slice, marker: .by("third"))
      let landed = LostReplies(driver, .landed) { _ = try? await other.acquire(slice, marker: .by("fourth")) }
      let late = SliceWriter(log: landed, slice: slice, after: second)
      try expectEqual(try await late.submit([.numbered(2)]), second.position.next)
      try expectEqual(try await driver.numbers(of: slice), [2])
    },
    ConformanceCase("resolving is idempotent") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      let records = try pen.seal(1...3)
      for _ in 0..<3 { try expectEqual(try await driver.resolve(records, in: slice), .accepted) }
      try expectEqual(try await driver.numbers(of: slice), [1, 2, 3])
    },
    ConformanceCase("broken connections lose nothing and repeat nothing") { log in
      let driver = try await log.open()
      let acked = Gathered()
      var took = 0
      while took < 5 {
        let owner = "owner \(took)"
        let point = try await whenReachable { try await driver.acquire(slice, marker: .by(owner)) }
        let writer = SliceWriter(log: driver, slice: slice, after: point)
        let base = UInt64(took) * 1_000
        try await withThrowingTaskGroup(of: Void.self) { group in
          for number in 1...60 as ClosedRange<UInt64> {
            group.addTask {
              let position = try? await writer.submit([.numbered(base + number)])
              if let position { acked.insert(base + number, at: position) }
            }
          }
          guard try await log.disconnect() else { return }
          try await group.waitForAll()
        }
        took += 1
      }
      let records = try await whenReachable { try await driver.verified(slice) }
      try acked.areAll(in: records)
    },
    ConformanceCase("ten thousand commits keep their order") { log in
      let driver = try await log.open()
      let (writer, point) = try await SliceWriter.acquire(slice, of: driver, marker: .by("first"))
      for batch in 0..<40 as Range<UInt64> {
        let drafts = (1...250).map { CommitDraft.numbered(batch * 250 + $0) }
        try expectEqual(try await writer.submit(drafts), Position(point.position.number + batch * 250 + 1))
      }
      try expectEqual(try await driver.numbers(of: slice), Array(1...10_000))
      _ = try await driver.verified(slice)
    },
    ConformanceCase("slices do not know each other") { log in
      let driver = try await log.open()
      var pens: [ChainPoint] = []
      for number in [0, 7, 63] as [UInt32] {
        var pen = try await Pen(taking: .numbered(number), of: driver)
        try await pen.write(UInt64(number) * 100 + 1...UInt64(number) * 100 + 5)
        pens.append(pen.point)
      }
      for (number, point) in zip([0, 7, 63] as [UInt32], pens) {
        try expectEqual(try await driver.head(of: .numbered(number)), point, "head of \(number)")
        let numbers = try await driver.numbers(of: .numbered(number))
        try expectEqual(numbers, (1...5).map { UInt64(number) * 100 + $0 }, "slice \(number)")
      }
      try expectEqual(try await driver.head(of: .numbered(1)), driver.genesis(of: .numbered(1)), "an empty one")
    },
  ]

  /// Tries again while the log can't be reached, as services do.
  package static func whenReachable<R>(_ body: () async throws -> R) async throws -> R {
    var failures = 0
    while true {
      do {
        return try await body()
      } catch let failure as LogFailure {
        guard failure.kind == .unavailable, failures < 50 else { throw failure }
        failures += 1
      }
    }
  }

  package static let slice = Slice.numbered(51)

  /// A draft whose body has exactly the largest size, sealed after `point`.
  static func largest(at point: ChainPoint, of log: any EventLog) throws -> CommitDraft {
    var payload = CommitLimits.bodyBytesMax - 200
    while true {
      var pen = Pen(log, slice, after: point)
      let missing = CommitLimits.bodyBytesMax - (try pen.seal(.numbered(1, payload: payload)).body.count)
      if missing == 0 { return .numbered(1, payload: payload) }
      payload += missing
    }
  }
}
