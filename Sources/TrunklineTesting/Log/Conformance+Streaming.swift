import EventLog
import Values

// Scans: the same records as reads, through the head at the time of the call (G7, G9).
extension EventLogConformance {
  static let streaming: [ConformanceCase] = [
    ConformanceCase("a scan gives what reads give") { log in
      let driver = try await written(300, in: log)
      let all = try await driver.records(of: slice)
      for limit in [1, 7, 300, 1_000] {
        for from in [0, 1, 150, 300, 301] {
          let point = try await driver.point(at: Position(UInt64(from)), of: slice)
          let found = try await scanned(driver, after: point, limit: BatchLimit(records: limit, bytes: 1 << 20))
          try expectEqual(found.joined().map { $0 }, Array(all[from...]), "after \(from) by \(limit)")
          try expect(
            found.allSatisfy { !$0.isEmpty && $0.count <= limit }, "batches of \(limit): \(found.map(\.count))")
        }
      }
    },
    ConformanceCase("a scan ends where it was told") { log in
      let driver = try await written(50, in: log)
      let all = try await driver.records(of: slice)
      for (through, count) in [(0, 0), (1, 1), (30, 30), (51, 51), (99, 51)] {
        let found = try await scanned(driver, after: driver.genesis(of: slice), through: Position(UInt64(through)))
        try expectEqual(found.joined().map { $0 }, Array(all[..<count]), "through \(through)")
      }
      let middle = try await driver.point(at: Position(20), of: slice)
      try expectEqual(
        try await scanned(driver, after: middle, through: Position(10)).count, 0, "through below the start")
    },
    ConformanceCase("a scan delivers what was there when it began") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: slice, of: driver)
      try await pen.write(1...20)
      let stream = try await driver.scan(
        slice, after: driver.genesis(of: slice), through: nil, limit: BatchLimit(records: 5, bytes: 1 << 20))
      try await pen.write(21...40)
      var count = 0
      while let batch = try await stream.next() { count += batch.count }
      try expectEqual(count, 21, "records")
      try expect(try await stream.next() == nil, "still at its end")
    },
    ConformanceCase("batches of a scan are bounded by bytes") { log in
      let driver = try await written(40, payload: 60_000, in: log)
      let bytes = 200_000
      let found = try await scanned(
        driver, after: driver.genesis(of: slice), limit: BatchLimit(records: 1_000, bytes: bytes))
      for batch in found {
        let size = batch.reduce(0) { $0 + $1.body.count }
        try expect(size - (batch.last?.body.count ?? 0) < bytes, "a batch of \(size) bytes")
      }
      try expectEqual(found.joined().count, 41, "records")
      try expect(found.count >= 10, "\(found.count) batches")
    },
    ConformanceCase("a scan may be left early, at any moment, twice") { log in
      let driver = try await written(500, payload: 2_000, in: log)
      for taken in 0..<6 {
        let stream = try await driver.scan(
          slice, after: driver.genesis(of: slice), through: nil, limit: BatchLimit(records: 10, bytes: 1 << 20))
        for _ in 0..<taken { _ = try await stream.next() }
        await stream.cancel()
        await stream.cancel()
        try expect(try await stream.next() == nil, "over after \(taken) batches")
      }
      try expectEqual(try await driver.records(of: slice).count, 501, "the log is as before")
    },
    ConformanceCase("as many scans as there are slices, opened at once, all come to their end") { log in
      let driver = try await written(60, payload: 500, in: log)
      let start = driver.genesis(of: slice)
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<64 {
          group.addTask {
            try await scanned(driver, after: start, limit: BatchLimit(records: 20, bytes: 1 << 20)).joined().count
          }
        }
        for try await count in group { try expectEqual(count, 61, "records") }
      }
    },
    ConformanceCase("readers that dawdle block neither the writer nor each other") { log in
      let driver = try await written(200, payload: 20_000, in: log)
      let start = driver.genesis(of: slice)
      let limit = BatchLimit(records: 3, bytes: 1 << 20)
      let slow = try await driver.scan(slice, after: start, through: nil, limit: limit)
      var seen = try await slow.next()?.count ?? 0
      let other = try await scanned(driver, after: start)
      try expectEqual(other.joined().count, 201, "the other reader")
      var pen = try await Pen(taking: slice, of: driver, as: "second")
      try await pen.write(1_000...1_050)
      while let batch = try await slow.next() { seen += batch.count }
      try expectEqual(seen, 201, "the slow reader")
    },
  ]

  /// The batches of a scan.
  static func scanned(
    _ driver: any EventLog, after point: ChainPoint, through: Position? = nil, limit: BatchLimit = .bulk
  ) async throws -> [[Record]] {
    let stream = try await driver.scan(slice, after: point, through: through, limit: limit)
    var batches: [[Record]] = []
    while let batch = try await stream.next() { batches.append((0..<batch.count).map { batch.record(at: $0) }) }
    return batches
  }
}
