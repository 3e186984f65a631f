import EventLog
import PostgresClient
import Testing
import TrunklineTesting
import Values

@testable import PostgresEventLog

/// What one process appends is heard in another: at once where nothing goes wrong, and in the end where it does.
extension PostgresLogTests {
  /// A listener that never looks hears by notification alone. The first wait may begin before it listens: it is told
  /// again by the next append.
  @Test(.timeLimit(.minutes(1))) func appendsAreHeardAtOnce() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let driver = try await log.openDriver()
    let other = try await log.openDriver(lookEvery: .seconds(3_600))
    let slice = Slice.numbered(7)
    let point = try await driver.acquire(slice, marker: .by("first"))
    let writer = SliceWriter(log: driver, slice: slice, after: point)
    // The first look finds the marker: from here on it listens.
    await other.signal.waitForAppend(to: slice, beyond: .zero)
    var position = point.position
    for number in 1...20 as ClosedRange<UInt64> {
      let seen = position
      async let waiting: Void = other.signal.waitForAppend(to: slice, beyond: seen)
      position = try await writer.submit([.numbered(number)])
      await waiting
    }
    #expect(position == Position(21))
    await log.close()
  }

  /// A sender that tells nobody, as one that dies after its commit: whoever waits finds it by looking.
  @Test(.timeLimit(.minutes(1))) func whatNobodyToldIsFound() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let driver = try await log.openDriver()
    let other = try await log.openDriver(lookEvery: .milliseconds(50))
    let slice = Slice.numbered(7)
    let point = try await driver.acquire(slice, marker: .by("first"))
    await driver.teller.close()
    async let waiting: Void = other.signal.waitForAppend(to: slice, beyond: point.position)
    _ = try await SliceWriter(log: driver, slice: slice, after: point).submit([.numbered(1)])
    await waiting
    await log.close()
  }

  /// The same beside others who tell all the time of theirs.
  @Test(.timeLimit(.minutes(1))) func whatNobodyToldIsFoundBesideTheNewsOfOthers() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let driver = try await log.openDriver()
    let other = try await log.openDriver(lookEvery: .milliseconds(300))
    let slice = Slice.numbered(7)
    let point = try await driver.acquire(slice, marker: .by("first"))
    await driver.teller.close()
    let stranger = try await PostgresConnection.open(log.settings)
    let talk = Task {
      while !Task.isCancelled {
        try await stranger.run { try $0.notify(AppendTeller.channel, "3 1") }
        await aMoment()
      }
    }
    await other.signal.waitForAppend(to: slice, beyond: .zero)
    async let waiting: Void = other.signal.waitForAppend(to: slice, beyond: point.position)
    _ = try await SliceWriter(log: driver, slice: slice, after: point).submit([.numbered(1)])
    await waiting
    talk.cancel()
    _ = await talk.result
    await stranger.close()
    await log.close()
  }

  /// Any user of the database may say anything: a reader that believed it would ask for what is not there without end.
  @Test(.timeLimit(.minutes(1))) func whatIsToldIsLookedAt() async throws {
    let log = try await PostgresLogUnderTest.fresh()
    let driver = try await log.openDriver()
    let other = try await log.openDriver(lookEvery: .seconds(3_600))
    let slice = Slice.numbered(7)
    let point = try await driver.acquire(slice, marker: .by("first"))
    await other.signal.waitForAppend(to: slice, beyond: .zero)
    let stranger = try await PostgresConnection.open(log.settings)
    for lie in ["7 18446744073709551615", "7 9223372036854775807", "64 1", "7", "7 x", "", "7 1 1"] {
      try await stranger.run { try $0.notify(AppendTeller.channel, lie) }
    }
    // What is true is heard after it.
    let seen = point.position
    async let waiting: Void = other.signal.waitForAppend(to: slice, beyond: seen)
    _ = try await SliceWriter(log: driver, slice: slice, after: point).submit([.numbered(1)])
    await waiting
    #expect(other.signal.head(of: slice) == seen.next)
    await stranger.close()
    await log.close()
  }
}
