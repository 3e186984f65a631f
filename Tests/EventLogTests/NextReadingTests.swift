import Digest
import EventLog
import Synchronization
import Testing
import TrunklineTesting
import Values

/// Who follows a slice asks the log when there is news, and otherwise leaves it alone.
@Suite(.timeLimit(.minutes(1))) struct NextReadingTests {
  private static let slice = Slice.numbered(3)

  /// Counts what it is asked, and refuses tasks that are cancelled, as a driver on a network does.
  private final class CountingLog: LogDecorator {
    let inner: any EventLog = MemoryEventLog(id: LogID(ID128(high: 7, low: 1)), chain: Chain(hash: SHA256.digest))
    private let count = Mutex(0)
    var reads: Int { count.withLock { $0 } }

    func read(_ slice: Slice, after point: ChainPoint, limit: BatchLimit) async throws(LogFailure) -> RecordBatch {
      count.withLock { $0 += 1 }
      if Task.isCancelled { throw LogFailure(.unavailable, "cancelled") }
      return try await inner.read(slice, after: point, limit: limit)
    }
  }

  private let log = CountingLog()

  @Test func theLogIsAskedOnlyForNews() async throws {
    let (writer, start) = try await SliceWriter.acquire(Self.slice, of: log, marker: .by("one"))
    let (restings, rested) = AsyncStream<Void>.makeStream()
    let reader = Task { [log] in
      var seen: [Position] = []
      var point = start
      while seen.count < 20 {
        let batch = try await log.readNext(Self.slice, after: point, limit: .live, resting: { rested.yield() })
        for index in 0..<batch.count { seen.append(batch.record(at: index).position) }
        point = batch.end ?? point
      }
      return seen
    }
    var resting = restings.makeAsyncIterator()
    for number in 1...20 as ClosedRange<UInt64> {
      await resting.next()
      _ = try await writer.submit([.numbered(number)])
    }
    #expect(try await reader.value == (2...21).map { Position($0) })
    #expect(log.reads == 20)
  }

  /// As when a database was put back to an earlier state while this process was up.
  @Test func whoHeardOfMoreThanThereIsDoesNotAskWithoutEnd() async throws {
    let (_, start) = try await SliceWriter.acquire(Self.slice, of: log, marker: .by("one"))
    log.signal.advanced(Self.slice, to: Position(100))
    let reader = Task { [log] in
      while !Task.isCancelled { _ = try await log.readNext(Self.slice, after: start, limit: .live) }
    }
    let begun = ContinuousClock.now
    await until { log.reads >= 2 }
    for _ in 0..<50 { await aMoment() }
    reader.cancel()
    _ = await reader.result
    // Two for each second, on a machine that may have other things to do.
    #expect(log.reads <= 4 + 2 * Int((ContinuousClock.now - begun).components.seconds))
  }

  /// A lease that is lost is no failure of the log.
  @Test func whoIsCancelledHasRead() async throws {
    let (_, start) = try await SliceWriter.acquire(Self.slice, of: log, marker: .by("one"))
    let (restings, rested) = AsyncStream<Void>.makeStream()
    let reader = Task { [log] in
      try await log.readNext(Self.slice, after: start, limit: .live, resting: { rested.yield() })
    }
    for await _ in restings { break }
    reader.cancel()
    #expect(try await reader.value.isEmpty)
  }
}
