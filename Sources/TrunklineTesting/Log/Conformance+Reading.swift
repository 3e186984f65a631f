import EventLog
import Values

// Reads: in order, resumable, bounded, and never a silent jump (G1, G5, G7, G8).
extension EventLogConformance {
  static let reading: [ConformanceCase] = [
    ConformanceCase("reading from the start, from the middle and from the head") { log in
      let driver = try await written(40, in: log)
      let all = try await driver.verified(slice)
      try expectEqual(all.count, 41, "records")
      for from in [1, 17, 40, 41] {
        let rest = try await driver.records(of: slice, after: all[from - 1].point)
        try expectEqual(rest, Array(all[from...]), "after position \(from)")
      }
      try expect(try await driver.read(slice, after: all[40].point, limit: .live).isEmpty, "empty at the head")
      try expect(
        try await driver.read(.numbered(2), after: driver.genesis(of: .numbered(2)), limit: .live).isEmpty, "empty")
    },
    ConformanceCase("limits of a batch") { log in
      let driver = try await written(30, payload: 1_000, in: log)
      let start = driver.genesis(of: slice)
      for (limit, count) in [(0, 1), (1, 1), (7, 7), (31, 31), (1_000, 31)] {
        let batch = try await driver.read(slice, after: start, limit: BatchLimit(records: limit, bytes: 1 << 30))
        try expectEqual(batch.count, count, "records of a batch limited to \(limit)")
        try expectEqual(batch.headers.map(\.position.number), Array(1...UInt64(count)), "positions")
      }
      for bytes in [0, 1, 5_000, 10_000] {
        let batch = try await driver.read(slice, after: start, limit: BatchLimit(records: 100, bytes: bytes))
        let last = batch.record(at: batch.count - 1).body.count
        try expect(batch.byteCount >= bytes, "a batch of \(bytes) bytes is filled: \(batch.byteCount)")
        try expect(
          batch.count == 1 || batch.byteCount - last < bytes, "\(bytes) bytes: \(batch.byteCount), last \(last)")
      }
    },
    ConformanceCase("a position beyond the head is a named failure") { log in
      let driver = try await written(5, in: log)
      let head = try await driver.head(of: slice)
      let beyond = ChainPoint(position: Position(99), id: head.id, epoch: head.epoch)
      try await refuses(driver, beyond) { $0 == .beyondHead(position: Position(99), head: head.position) }
      try await expectFailure("point(at:)", { $0 == .beyondHead(position: Position(99), head: head.position) }) {
        _ = try await driver.point(at: Position(99), of: slice)
      }
    },
    ConformanceCase("another record at the reader's position is a named failure") { log in
      let driver = try await written(5, in: log)
      let point = try await driver.point(at: Position(3), of: slice)
      let other = ChainPoint(position: Position(3), id: .zero, epoch: point.epoch)
      try await refuses(driver, other) { $0 == .diverged(position: Position(3), expected: .zero, found: point.id) }
    },
    ConformanceCase("a truncated log is noticed by whoever read further") { log in
      let driver = try await written(20, in: log)
      let point = try await driver.point(at: Position(15), of: slice)
      let kept = try await driver.point(at: Position(8), of: slice)
      try await log.truncate(slice, through: Position(10))
      let again = try await log.open()
      try expectEqual(again.id, driver.id, "identity")
      try await refuses(again, point) { $0 == .beyondHead(position: Position(15), head: Position(10)) }
      try expectEqual(try await again.records(of: slice, after: kept).count, 2, "who read less goes on")
    },
    ConformanceCase("a log that went another way is noticed by whoever read the former") { log in
      let driver = try await written(20, in: log)
      let point = try await driver.point(at: Position(15), of: slice)
      try await log.truncate(slice, through: Position(10))
      let again = try await log.open()
      var pen = try await Pen(taking: slice, of: again, as: "second")
      try await pen.write(500...510)
      let found = try await again.point(at: Position(15), of: slice)
      try await refuses(again, point) {
        $0 == .diverged(position: Position(15), expected: point.id, found: found.id)
      }
    },
    ConformanceCase("a log that was made anew is noticed by every reader") { log in
      let driver = try await written(20, in: log)
      let start = driver.genesis(of: slice)
      let point = try await driver.point(at: Position(15), of: slice)
      try await log.recreate()
      let again = try await log.open()
      try expect(again.id != driver.id, "another identity")
      try await refuses(again, point) { if case .beyondHead = $0 { true } else { false } }
      try await refuses(again, start) {
        if case .diverged(let position, _, _) = $0 { position == .zero } else { false }
      }
      var pen = try await Pen(taking: slice, of: again)
      try await pen.write(1...30)
      try await refuses(again, point) { if case .diverged = $0 { true } else { false } }
    },
    ConformanceCase("a lost record is a named failure, never a jump") { log in
      let driver = try await written(20, in: log)
      let point = try await driver.point(at: Position(10), of: slice)
      guard try await log.lose(Position(10), of: slice) else { return }
      let again = try await log.open()
      try await expectFailure("reading over it", { $0 == .broken(position: Position(10)) }) {
        _ = try await again.records(of: slice)
      }
      try await refuses(again, point) { $0 == .broken(position: Position(10)) }
      try await expectFailure("scanning over it", { $0 == .broken(position: Position(10)) }) {
        let stream = try await again.scan(slice, after: again.genesis(of: slice), through: nil, limit: .bulk)
        while try await stream.next() != nil {}
      }
    },
    ConformanceCase("from history to live without gap or repetition") { log in
      let driver = try await written(100, in: log)
      let (writer, _) = try await SliceWriter.acquire(slice, of: driver, marker: .by("live"))
      let seen = try await withThrowingTaskGroup(of: [Record].self) { group in
        group.addTask {
          var seen: [Record] = []
          var point = driver.genesis(of: slice)
          while seen.count < 402 {
            let batch = try await driver.read(slice, after: point, limit: BatchLimit(records: 16, bytes: 1 << 20))
            for index in 0..<batch.count { seen.append(batch.record(at: index)) }
            point = batch.end ?? point
            if batch.isEmpty { await driver.signal.waitForAppend(to: slice, beyond: point.position) }
          }
          return seen
        }
        for number in 1_000..<1_300 as Range<UInt64> { _ = try await writer.submit([.numbered(number)]) }
        return try await group.next() ?? []
      }
      try expectEqual(seen, try await driver.records(of: slice), "what the reader saw")
    },
    ConformanceCase("what was accepted is visible everywhere at once, and nothing appears below it") { log in
      let driver = try await log.open()
      let reader = try await log.open()
      let (writer, _) = try await SliceWriter.acquire(slice, of: driver, marker: .by("first"))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<6 as Range<UInt64> {
          group.addTask {
            for number in 0..<40 as Range<UInt64> {
              let position = try await writer.submit([
                .numbered(lane * 1_000 + number), .numbered(lane * 1_000 + 500 + number),
              ])
              let head = try await reader.head(of: slice)
              try expect(
                head.position > position, "accepted at \(position), but the head elsewhere is \(head.position)")
              let all = try await reader.records(of: slice, limit: BatchLimit(records: 4_000, bytes: 1 << 30))
              try expectEqual(all.map(\.position.number), Array(1...UInt64(all.count)), "a prefix")
            }
          }
        }
        try await group.waitForAll()
      }
    },
    ConformanceCase("a reader goes on where another driver left off") { log in
      let driver = try await written(50, in: log)
      let whole = try await driver.records(of: slice)
      var parts: [Record] = []
      var point = driver.genesis(of: slice)
      while true {
        let batch = try await log.open().read(slice, after: point, limit: BatchLimit(records: 13, bytes: 1 << 20))
        guard let end = batch.end else { break }
        for index in 0..<batch.count { parts.append(batch.record(at: index)) }
        point = end
      }
      try expectEqual(parts, whole)
    },
    ConformanceCase("positions have points, zero has the genesis") { log in
      let driver = try await written(10, in: log)
      try expectEqual(try await driver.point(at: .zero, of: slice), driver.genesis(of: slice))
      for record in try await driver.records(of: slice) {
        try expectEqual(try await driver.point(at: record.position, of: slice), record.point)
      }
    },
    ConformanceCase("occupied slices, in order") { log in
      let driver = try await log.open()
      try expectEqual(try await driver.occupiedSlices(), [])
      for number in [63, 0, 12] as [UInt32] { _ = try await driver.acquire(.numbered(number), marker: .by("first")) }
      try expectEqual(try await driver.occupiedSlices(), [.numbered(0), .numbered(12), .numbered(63)])
    },
    ConformanceCase("the genesis differs by slice and by log") { log in
      let driver = try await log.open()
      try expectEqual(Set(Slice.all.map { driver.genesis(of: $0).id }).count, 64, "genesis ids")
      try expectEqual(try await log.open().id, driver.id, "the same log has one identity")
    },
  ]

  /// A driver on a slice with a marker and `count` commits.
  static func written(_ count: UInt64, payload: Int = 10, in log: any LogUnderTest) async throws -> any EventLog {
    let driver = try await log.open()
    var pen = try await Pen(taking: slice, of: driver)
    try await pen.write(1...count, payload: payload)
    return driver
  }

  /// Both ways of reading fail as `matches` says.
  static func refuses(
    _ driver: any EventLog, _ point: ChainPoint, file: StaticString = #fileID, line: UInt = #line,
    _ matches: (LogFailure.Kind) -> Bool
  ) async throws {
    try await expectFailure("read", file: file, line: line, matches) {
      _ = try await driver.read(slice, after: point, limit: .live)
    }
    try await expectFailure("scan", file: file, line: line, matches) {
      let stream = try await driver.scan(slice, after: point, through: nil, limit: .bulk)
      await stream.cancel()
    }
  }
}
