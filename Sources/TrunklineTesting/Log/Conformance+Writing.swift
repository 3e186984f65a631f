import EventLog
import Values

// The `SliceWriter` on this driver: groups, order, barriers, and what a failure does.
extension EventLogConformance {
  static let writing: [ConformanceCase] = [
    ConformanceCase("what arrives during an append goes together in the next") { log in
      let (writer, gate, point) = try await gated(log)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask { _ = try await writer.submit([.numbered(1)]) }
        await gate.firstArrival()
        for number in 2...50 as ClosedRange<UInt64> {
          group.addImmediateTask {
            try expectEqual(try await writer.submit([.numbered(number)]), Position(point.position.number + number))
          }
        }
        gate.open()
        try await group.waitForAll()
      }
      try expectEqual(gate.groups.map(\.count), [1, 49], "appends")
      try expectEqual(try await gate.numbers(of: slice), Array(1...50), "in the order of submission")
    },
    ConformanceCase("a group has a bounded number of commits") { log in
      let (writer, gate, _) = try await gated(log)
      let count = UInt64(SliceWriter.groupMax) * 2 + 100
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask { _ = try await writer.submit([.numbered(1)]) }
        await gate.firstArrival()
        for number in 2...count { group.addImmediateTask { _ = try await writer.submit([.numbered(number)]) } }
        gate.open()
        try await group.waitForAll()
      }
      try expect(gate.groups.allSatisfy { $0.count <= SliceWriter.groupMax }, "\(gate.groups.map(\.count))")
      try expectEqual(try await gate.numbers(of: slice), Array(1...count))
    },
    ConformanceCase("a group has a bounded number of bytes") { log in
      let (writer, gate, _) = try await gated(log)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask { _ = try await writer.submit([.numbered(1)]) }
        await gate.firstArrival()
        for number in 2...60 as ClosedRange<UInt64> {
          group.addImmediateTask { _ = try await writer.submit([.numbered(number, payload: 500_000)]) }
        }
        gate.open()
        try await group.waitForAll()
      }
      let sizes = gate.groups.map { $0.reduce(0) { $0 + $1.body.count } }
      try expect(sizes.allSatisfy { $0 <= 17 << 20 }, "appends of \(sizes) bytes")
      try expectEqual(try await gate.numbers(of: slice), Array(1...60))
    },
    ConformanceCase("a barrier returns when everything before it is durable") { log in
      let (writer, gate, point) = try await gated(log)
      try expectEqual(try await writer.submit([]), point.position, "with nothing under way")
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask { _ = try await writer.submit([.numbered(1), .numbered(2)]) }
        await gate.firstArrival()
        group.addImmediateTask { _ = try await writer.submit([.numbered(3)]) }
        group.addImmediateTask {
          try expectEqual(try await writer.submit([]), Position(point.position.number + 3))
          try expectEqual(try await gate.numbers(of: slice), [1, 2, 3], "what is durable then")
        }
        gate.open()
        try await group.waitForAll()
      }
    },
    ConformanceCase("a failure stops the writer: what waits and what comes later is refused") { log in
      let (writer, gate, point) = try await gated(log)
      var foreign = Pen(try await log.open(), slice, after: point)
      try await foreign.write(100...100)
      let head = foreign.point
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 1...20 as ClosedRange<UInt64> {
          group.addImmediateTask {
            try await expectFailure("submission \(number)", { $0 == .stale(head: head) }) {
              _ = try await writer.submit([.numbered(number)])
            }
          }
        }
        gate.open()
        try await group.waitForAll()
      }
      for drafts in [[CommitDraft.numbered(30)], []] {
        try await expectFailure("later", { $0 == .stale(head: head) }) { _ = try await writer.submit(drafts) }
      }
      try expectEqual(gate.groups.count, 1, "appends")
      try expectEqual(try await gate.numbers(of: slice), [100])
    },
    ConformanceCase("an oversize submission is refused alone, whole") { log in
      let (writer, gate, point) = try await gated(log)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask { _ = try await writer.submit([.numbered(1)]) }
        await gate.firstArrival()
        group.addImmediateTask { try expectEqual(try await writer.submit([.numbered(2)]), Position(3)) }
        group.addImmediateTask {
          try await expectFailure("oversize", { if case .tooLarge = $0 { true } else { false } }) {
            _ = try await writer.submit([.numbered(3), .numbered(4, payload: CommitLimits.bodyBytesMax)])
          }
        }
        group.addImmediateTask { try expectEqual(try await writer.submit([.numbered(5)]), Position(4)) }
        gate.open()
        try await group.waitForAll()
      }
      try expectEqual(point.position, Position(1))
      try expectEqual(try await gate.numbers(of: slice), [1, 2, 5])
      _ = try await gate.verified(slice)
    },
    ConformanceCase("what was decided on a refused submission is refused too") { log in
      let (writer, gate, _) = try await gated(log)
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addImmediateTask { _ = try await writer.submit([.numbered(1)], at: Position(2)) }
        await gate.firstArrival()
        group.addImmediateTask {
          try await expectFailure("oversize", { if case .tooLarge = $0 { true } else { false } }) {
            _ = try await writer.submit([.numbered(2, payload: CommitLimits.bodyBytesMax)], at: Position(3))
          }
        }
        group.addImmediateTask {
          try await expectFailure("decided on it", { if case .stale = $0 { true } else { false } }) {
            _ = try await writer.submit([.numbered(3)], at: Position(4))
          }
        }
        group.addImmediateTask {
          try expectEqual(try await writer.submit([.numbered(4)], at: Position(3)), Position(3))
        }
        gate.open()
        try await group.waitForAll()
      }
      try expectEqual(try await gate.numbers(of: slice), [1, 4])
    },
    ConformanceCase("256 submitters at once, each in its own order") { log in
      let driver = try await log.open()
      let (writer, _) = try await SliceWriter.acquire(slice, of: driver, marker: .by("first"))
      let acked = Gathered()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for lane in 0..<256 as Range<UInt64> {
          group.addTask {
            var last = Position.zero
            for number in 0..<8 as Range<UInt64> {
              let position = try await writer.submit([.numbered(lane * 100 + number)])
              try expect(position > last, "lane \(lane): \(position) after \(last)")
              last = position
              acked.insert(lane * 100 + number, at: position)
            }
          }
        }
        try await group.waitForAll()
      }
      try expectEqual(acked.count, 2_048, "acknowledged")
      let records = try await driver.verified(slice)
      try expectEqual(records.count, 2_049, "records")
      try acked.areAll(in: records)
    },
  ]

  private static func gated(
    _ log: any LogUnderTest
  ) async throws -> (writer: SliceWriter, gate: GatedLog, point: ChainPoint) {
    let gate = GatedLog(try await log.open())
    let (writer, point) = try await SliceWriter.acquire(slice, of: gate, marker: .by("first"))
    return (writer, gate, point)
  }
}
