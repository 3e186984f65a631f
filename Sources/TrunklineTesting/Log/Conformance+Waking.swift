import EventLog
import Values

// The signal: a wake-up without news is allowed, a missed one is not.
extension EventLogConformance {
  static let waking: [ConformanceCase] = [
    ConformanceCase("an append wakes whoever waits, and whoever comes late does not wait") { log in
      let driver = try await log.open()
      let point = try await driver.acquire(slice, marker: .by("first"))
      let writer = SliceWriter(log: driver, slice: slice, after: point)
      async let waiting: Void = driver.signal.waitForAppend(to: slice, beyond: point.position)
      _ = try await writer.submit([.numbered(1)])
      await waiting
      await driver.signal.waitForAppend(to: slice, beyond: point.position)
    },
    ConformanceCase("a taking wakes whoever waits") { log in
      let driver = try await log.open()
      async let waiting: Void = driver.signal.waitForAppend(to: slice, beyond: .zero)
      _ = try await driver.acquire(slice, marker: .by("first"))
      await waiting
    },
    ConformanceCase("what another process appends wakes whoever waits") { log in
      let (driver, other) = (try await log.open(), try await log.open())
      var point = try await driver.acquire(slice, marker: .by("first"))
      let writer = SliceWriter(log: driver, slice: slice, after: point)
      for number in 1...5 as ClosedRange<UInt64> {
        let seen = point.position
        async let waiting: Void = other.signal.waitForAppend(to: slice, beyond: seen)
        _ = try await writer.submit([.numbered(number)])
        await waiting
        point = try await other.head(of: slice)
      }
    },
    ConformanceCase("so does what it appends after every connection was lost") { log in
      let (driver, other) = (try await log.open(), try await log.open())
      let point = try await driver.acquire(slice, marker: .by("first"))
      async let waiting: Void = other.signal.waitForAppend(to: slice, beyond: point.position)
      _ = try await log.disconnect()
      let writer = SliceWriter(log: driver, slice: slice, after: point)
      _ = try await writer.submit([.numbered(1)])
      await waiting
    },
    ConformanceCase("no wake-up is missed under stress") { log in
      let signal = try await log.open().signal
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<8 {
          group.addTask {
            var seen = Position.zero
            while seen < Position(2_000) {
              await signal.waitForAppend(to: slice, beyond: seen)
              seen = seen.next
            }
          }
        }
        group.addTask {
          for number in 1...2_000 as ClosedRange<UInt64> {
            signal.advanced(slice, to: Position(number))
            if number % 64 == 0 { await Task.yield() }
          }
        }
        try await group.waitForAll()
      }
    },
    ConformanceCase("a cancelled wait ends, whenever it is cancelled") { log in
      let signal = try await log.open().signal
      for round in 0..<500 {
        let waiting = Task { await signal.waitForAppend(to: slice, beyond: Position(1 << 40)) }
        if round % 3 == 0 { await Task.yield() }
        waiting.cancel()
        await waiting.value
      }
      signal.advanced(slice, to: Position(1))
      await signal.waitForAppend(to: slice, beyond: .zero)
    },
    ConformanceCase("slices wake their own readers only") { log in
      let signal = try await log.open().signal
      let waiting = Task { await signal.waitForAppend(to: .numbered(1), beyond: .zero) }
      signal.advanced(.numbered(2), to: Position(5))
      await signal.waitForAppend(to: .numbered(2), beyond: Position(4))
      signal.advanced(.numbered(1), to: Position(1))
      await waiting.value
    },
  ]
}
