import EventLog
import KafkaClient
import Synchronization
import SystemThreads
import Values

/// Asks the brokers how far slices reach, on a thread of its own. Who asks while a question is under way shares the
/// next one, so that many readers at the head cost one request at a time.
final class EndOffsets: Sendable {
  private typealias Asker = CheckedContinuation<Result<Int64, LogFailure>, Never>
  private struct State {
    var askers: [Int32: [Asker]] = [:]
    var isAsking = false
  }
  private let state = Mutex(State())
  private let broker: OffsetAsker

  init(_ reader: PartitionReader, address: String, waiting: Duration) {
    broker = OffsetAsker(reader, address: address, waitMs: Int32(waiting.milliseconds))
  }

  /// One after the slice's last record, asked after this call began.
  func end(of slice: Slice) async throws(LogFailure) -> Int64 {
    let result = await withCheckedContinuation { continuation in
      let starts = state.withLock { state -> Bool in
        state.askers[Int32(slice.number), default: []].append(continuation)
        defer { state.isAsking = true }
        return !state.isAsking
      }
      if starts { Task { await ask() } }
    }
    return try result.get()
  }

  func ends() async throws(LogFailure) -> [Int64] { try await broker.ask(all, .end) }
  func starts() async throws(LogFailure) -> [Int64] { try await broker.ask(all, .start) }
  func start(of slice: Slice) async throws(LogFailure) -> Int64 {
    try await broker.ask([Int32(slice.number)], .start)[0]
  }

  func stop() async { await broker.stop() }

  private let all = Slice.all.map { Int32($0.number) }

  private func ask() async {
    while let askers = takeAskers() {
      let partitions = askers.keys.sorted()
      do throws(LogFailure) {
        let offsets = try await broker.ask(partitions, .end)
        for (partition, offset) in zip(partitions, offsets) {
          for asker in askers[partition] ?? [] { asker.resume(returning: .success(offset)) }
        }
      } catch {
        for asker in askers.values.joined() { asker.resume(returning: .failure(error)) }
      }
    }
  }

  /// `nil`: nobody asks.
  private func takeAskers() -> [Int32: [Asker]]? {
    state.withLock { state in
      guard !state.askers.isEmpty else {
        state.isAsking = false
        return nil
      }
      defer { state.askers = [:] }
      return state.askers
    }
  }
}

/// Blocks its own thread until the brokers answer.
private actor OffsetAsker {
  private nonisolated let executor = ThreadExecutor()
  nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }
  private let reader: PartitionReader
  private let address: String
  private let waitMs: Int32
  /// Between two questions while leaders move.
  private static let pauseMs: Int32 = 50
  /// A leader that does not answer in this time may be none any more.
  private static let answerMs: Int32 = 1_000

  init(_ reader: PartitionReader, address: String, waitMs: Int32) {
    self.reader = reader
    self.address = address
    self.waitMs = waitMs
  }

  func ask(_ partitions: [Int32], _ edge: PartitionReader.Edge) throws(LogFailure) -> [Int64] {
    let deadline = ContinuousClock.now + .milliseconds(waitMs)
    while true {
      do throws(KafkaError) {
        return try reader.offsets(of: partitions, at: edge, waitMs: min(waitMs, Self.answerMs))
      } catch {
        // Leaders move, and those of a new topic come one by one.
        guard Self.passes(error), ContinuousClock.now < deadline else {
          throw LogFailure(kafka: error, at: address)
        }
      }
      // Nothing is read here, so this only waits.
      _ = reader.next(waitMs: Self.pauseMs)
      try? reader.askForLeaders(waitMs: min(waitMs, Self.answerMs))
    }
  }

  private static func passes(_ error: KafkaError) -> Bool {
    switch error.kind {
    case .leaderMoves, .unknownTopic, .unreachable: true
    case .offsetOutOfRange, .topicExists, .fatal, .misconfigured, .queueFull, .tooLarge, .unsupported, .other: false
    }
  }

  nonisolated func stop() async { await executor.stop() }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
