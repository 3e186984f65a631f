import EventLog
import Events
import PluginKit
import Storage
import Synchronization
import Testing
import TrunklineTesting
import Values

/// Publications that follow a log: in order, at least once, and nothing skipped that nobody decided to skip.
@Suite struct PublishingTests {
  private static let slice = ProjectionTests.one

  /// One record for each numbered commit: its number.
  private struct Numbers: Publication {
    struct CannotSay: Error {}
    var failing: UInt64?

    func records(of commit: Commit) throws -> [OutgoingRecord] {
      guard commit.centre != nil, let number = commit.number else { return [] }
      if number == failing { throw CannotSay() }
      return [OutgoingRecord(key: "k", headers: [], value: Array("\(number)".utf8))]
    }
  }

  /// A stream that keeps what it takes.
  private final class Sink: RecordSink {
    private struct State {
      var taken: [UInt64] = []
      var isAway = false
      var refused: UInt64?
      var tries = 0
    }
    private let state = Mutex(State())

    var taken: [UInt64] { state.withLock { $0.taken } }
    var tries: Int { state.withLock { $0.tries } }
    func goAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
    func refuse(_ number: UInt64?) { state.withLock { $0.refused = number } }

    func send(_ records: [OutgoingRecord]) async throws(SinkFailure) {
      let numbers = records.compactMap { UInt64(String(decoding: $0.value, as: UTF8.self)) }
      let failure = state.withLock { state -> SinkFailure? in
        state.tries += 1
        if state.isAway { return SinkFailure(.away, "nobody is there") }
        if let index = numbers.firstIndex(where: { $0 == state.refused }) {
          // As a stream does that takes what it gets one by one.
          state.taken += numbers[..<index]
          return SinkFailure(.refused(index), "too large")
        }
        state.taken += numbers
        return nil
      }
      if let failure { throw failure }
    }
  }

  private func host(_ bench: Bench, _ sink: Sink, failing: UInt64? = nil) -> PublicationHost {
    let plugin = Plugin(name: "publisher", version: 1, publication: Numbers(failing: failing))
    return PublicationHost([plugin], log: bench.log, store: bench.store, to: sink)
  }

  private func until(_ host: PublicationHost, _ isSo: (PluginHealth) -> Bool) async {
    await TrunklineTesting.until { host.boards.contains(where: isSo) }
  }

  @Test(.timeLimit(.minutes(2))) func everythingGoesOutOnceAndInOrder() async throws {
    try await Bench.with { bench in
      let sink = Sink()
      let host = host(bench, sink)
      try await bench.write(1...5_000, to: Self.slice)
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.position == Position(5_001) }
      try await bench.write(5_001...5_010, to: Self.slice)
      await until(host) { $0.state == .running && $0.position == Position(5_012) }
      following.cancel()
      await following.value
      #expect(sink.taken == Array(1...5_010))
      #expect(host.boards.isEmpty)
      // A successor goes on where it was.
      let next = self.host(bench, sink)
      let later = Task { await next.follow(Self.slice) }
      try await bench.write(6_000...6_000, to: Self.slice)
      await until(next) { $0.position == Position(5_014) }
      later.cancel()
      await later.value
      #expect(sink.taken.suffix(2) == [5_010, 6_000])
    }
  }

  /// Each asks for the plugin's build and finds none: one is made, and nobody fails by it.
  @Test(.timeLimit(.minutes(2))) func slicesThatStartOnePublisherAtOnceShareIt() async throws {
    try await Bench.with { bench in
      let sink = Sink()
      let slices = (1...8 as ClosedRange<UInt32>).map { Slice.numbered($0) }
      for (index, slice) in slices.enumerated() {
        try await bench.write(UInt64(index * 10 + 1)...UInt64(index * 10 + 5), to: slice)
      }
      // As many processes of one slice each.
      let hosts = slices.map { _ in host(bench, sink) }
      let following = zip(hosts, slices).map { host, slice in Task { await host.follow(slice) } }
      for host in hosts { await until(host) { $0.state == .running && $0.position == Position(6) } }
      for task in following {
        task.cancel()
        await task.value
      }
      let written: [UInt64] = slices.indices.flatMap { index in (1...5).map { UInt64(index * 10 + $0) } }
      #expect(sink.taken.sorted() == written)
      #expect(try await bench.store.builds(of: "publisher").count == 1)
    }
  }

  @Test(.timeLimit(.minutes(2))) func aStreamThatGoesAwayIsWaitedFor() async throws {
    try await Bench.with { bench in
      let sink = Sink()
      sink.goAway(true)
      let host = host(bench, sink)
      try await bench.write(1...20, to: Self.slice)
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.state == .waiting && $0.reason.contains("nobody is there") }
      await TrunklineTesting.until { sink.tries >= 2 }
      #expect(host.boards.first?.position == .zero)
      sink.goAway(false)
      await until(host) { $0.state == .running && $0.position == Position(21) }
      following.cancel()
      await following.value
      #expect(sink.taken == Array(1...20))
    }
  }

  /// What can't go out stops the plugin there; an operator's word lets it go on without.
  @Test(.timeLimit(.minutes(2)), arguments: [true, false])
  func whatCannotGoOutIsHeld(byTheSink: Bool) async throws {
    try await Bench.with { bench in
      let sink = Sink()
      if byTheSink { sink.refuse(7) }
      let host = host(bench, sink, failing: byTheSink ? nil : 7)
      try await bench.write(1...20, to: Self.slice)
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.state == .held }
      let hold = try #require(try await bench.store.holds(of: "publisher").first)
      #expect(hold.position == Position(8))
      #expect(hold.reason.contains(byTheSink ? "too large" : "CannotSay"))
      #expect(host.boards.first?.position == Position(7))
      #expect(Set(sink.taken) == Set(1...6))
      try await bench.store.release(plugin: "publisher", slice: Self.slice, skipping: "known", by: "sofia")
      await until(host) { $0.state == .running && $0.position == Position(21) }
      following.cancel()
      await following.value
      #expect(Set(sink.taken) == Set(1...20).subtracting([7]))
    }
  }

  @Test(.timeLimit(.minutes(2))) func aLogThatHasDivergedHoldsIt() async throws {
    try await Bench.with { bench in
      let sink = Sink()
      try await bench.write(1...5, to: Self.slice)
      let host = host(bench, sink)
      let following = Task { await host.follow(Self.slice) }
      await until(host) { $0.position == Position(6) }
      following.cancel()
      await following.value
      let other = Bench(settings: bench.settings, store: bench.store)
      try await other.write(11...19, to: Self.slice)
      let later = self.host(other, sink)
      let again = Task { await later.follow(Self.slice) }
      await until(later) { $0.state == .held && !$0.reason.isEmpty }
      again.cancel()
      await again.value
      #expect(sink.taken == Array(1...5))
    }
  }
}
