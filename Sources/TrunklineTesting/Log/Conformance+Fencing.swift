import EventLog
import Events
import Values

// Ownership: after `acquire` returned, nothing of a smaller epoch is ever accepted (G6).
extension EventLogConformance {
  static let fencing: [ConformanceCase] = [
    ConformanceCase("each taking raises the epoch by one and leaves a marker") { log in
      let driver = try await log.open()
      for number in 1...5 as ClosedRange<UInt64> {
        let owner = "owner \(number)"
        let point = try await driver.acquire(slice, marker: .by(owner))
        try expectEqual(point.epoch, Epoch(number))
        try expectEqual(point.position, Position(number))
        try expectEqual(try await driver.head(of: slice), point, "head")
        let commit = try await driver.records(of: slice).last?.commit
        guard case .slice(.ownershipTaken(let taken))? = commit?.events.first?.body else {
          throw ConformanceFailure("the last commit is no marker", #fileID, #line)
        }
        try expectEqual(taken.owner, owner)
      }
      _ = try await driver.verified(slice)
    },
    ConformanceCase("an old epoch is fenced") { log in
      let driver = try await log.open()
      var old = try await Pen(taking: slice, of: driver)
      try await old.write(1...2)
      let taken = try await log.open().acquire(slice, marker: .by("second"))
      try expectEqual(await driver.append(try old.seal(3...4), to: slice), .fenced(by: taken.epoch))
      try expectEqual(try await driver.numbers(of: slice), [1, 2])
    },
    ConformanceCase("an owner that was paused stays fenced, however far the log has gone") { log in
      let driver = try await log.open()
      var old = try await Pen(taking: slice, of: driver)
      try await old.write(1...2)
      let sealed = try old.seal(3...4)
      var successor = try await Pen(taking: slice, of: try await log.open(), as: "second")
      for round in 0..<3 as Range<UInt64> {
        try expectEqual(await driver.append(sealed, to: slice), .fenced(by: Epoch(2)), "round \(round)")
        try await successor.write((100 + round * 10)...(105 + round * 10))
      }
      let numbers = try await driver.numbers(of: slice)
      try expect(!numbers.contains(3) && !numbers.contains(4), "nothing of the paused owner: \(numbers)")
      _ = try await driver.verified(slice)
    },
    ConformanceCase("a writer that reads the head again but keeps its epoch is fenced") { log in
      let driver = try await log.open()
      let old = try await driver.acquire(slice, marker: .by("first"))
      var successor = try await Pen(taking: slice, of: driver, as: "second")
      try await successor.write(1...3)
      let head = successor.point
      var zombie = Pen(driver, slice, after: ChainPoint(position: head.position, id: head.id, epoch: old.epoch))
      try expectEqual(await driver.append(try zombie.seal(9...9), to: slice), .fenced(by: head.epoch))
      try expectEqual(try await driver.head(of: slice), head, "head")
    },
    ConformanceCase("a writer that raises its epoch without a marker is refused") { log in
      let driver = try await log.open()
      let point = try await driver.acquire(slice, marker: .by("first"))
      var upstart = Pen(driver, slice, after: ChainPoint(position: point.position, id: point.id, epoch: Epoch(9)))
      try expectEqual(await driver.append(try upstart.seal(9...9), to: slice), .stale(head: point))
      try expectEqual(try await driver.head(of: slice), point, "head")
    },
    ConformanceCase("nobody writes a slice that nobody took") { log in
      let driver = try await log.open()
      let start = driver.genesis(of: slice)
      var pen = Pen(driver, slice, after: start)
      try expectEqual(await driver.append(try pen.seal(1...1), to: slice), .stale(head: start))
      try expectEqual(try await driver.head(of: slice), start, "head")
    },
    ConformanceCase("takings at the same time get epochs of their own, and the last one owns") { log in
      let drivers = [try await log.open(), try await log.open()]
      var highest = Epoch.zero
      for round in 0..<20 {
        async let one = drivers[0].acquire(slice, marker: .by("one \(round)"))
        async let other = drivers[1].acquire(slice, marker: .by("other \(round)"))
        let points = try await [one, other]
        try expectEqual(
          Set(points.map(\.epoch)), [highest.next, highest.next.next], "epochs of round \(round)")
        highest = highest.next.next
        for (driver, point) in zip(drivers, points) {
          var pen = Pen(driver, slice, after: point)
          let outcome = await driver.append(try pen.seal(UInt64(round + 1)...UInt64(round + 1)), to: slice)
          try expectEqual(outcome, point.epoch == highest ? .accepted : .fenced(by: highest), "round \(round)")
        }
      }
      _ = try await drivers[0].verified(slice)
    },
    ConformanceCase("a taking with appends under way lets none of them in afterwards") { log in
      let driver = try await log.open()
      let successor = try await log.open()
      let acked = Gathered()
      for round in 0..<8 as Range<UInt64> {
        let (writer, _) = try await SliceWriter.acquire(slice, of: driver, marker: .by("old \(round)"))
        let marker = try await withThrowingTaskGroup(of: Void.self) { group in
          for lane in 0..<4 as Range<UInt64> {
            group.addTask {
              for number in 0..<400 as Range<UInt64> {
                let name = round * 10_000 + lane * 1_000 + number
                guard let position = try? await writer.submit([.numbered(name)]) else { return }
                acked.insert(name, at: position)
              }
            }
          }
          await driver.signal.waitForAppend(to: slice, beyond: try await driver.head(of: slice).position)
          let marker = try await successor.acquire(slice, marker: .by("new \(round)"))
          try await group.waitForAll()
          return marker
        }
        try expectEqual(try await driver.head(of: slice), marker, "round \(round): something came after the marker")
      }
      try acked.areAll(in: try await driver.verified(slice))
      try expect(acked.count > 0, "some were acknowledged")
    },
    ConformanceCase("taking one slice leaves the others to their writers") { log in
      let driver = try await log.open()
      var pen = try await Pen(taking: .numbered(3), of: driver)
      _ = try await driver.acquire(.numbered(4), marker: .by("second"))
      _ = try await driver.acquire(.numbered(4), marker: .by("third"))
      try await pen.write(1...2)
    },
  ]
}
