import EventLog
import KafkaClient
import Synchronization
import SystemThreads
import Values

/// Asks the brokers how far slices reach, on a thread of its own. Who asks while a question is under way shares the
/// next one, so that many readers at the head cost one request at a time.
final class EndOffsets: Sendable {
  private struct Asker {
    let deadline: ContinuousClock.Instant
    let continuation: CheckedContinuation<Result<Int64, LogFailure>, Never>
  }
  private struct State {
    var askers: [Int32: [Asker]] = [:]
    var isAsking = false
  }
  private let state = Mutex(State())
  private let broker: OffsetAsker
  private let waiting: Duration

  init(_ reader: PartitionReader, address: String, waiting: Duration) {
    self.waiting = waiting
    broker = OffsetAsker(reader, address: address, waitMs: Int32(waiting.milliseconds))
  }

  /// One after the slice's last record, asked after this call began.
  func end(of slice: Slice) async throws(LogFailure) -> Int64 {
    let result = await withCheckedContinuation { continuation in
      let starts = state.withLock { state -> Bool in
        state.askers[Int32(slice.number), default: []].append(
          Asker(deadline: .now + waiting, continuation: continuation))
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

  /// A slice without a leader holds up nobody who asks for another: it is asked for by itself, and not for long.
  private func ask() async {
    var late: [Int32: [Asker]] = [:]
    while var askers = takeAskers(orStop: late.isEmpty) {
      for (partition, more) in askers where late[partition] != nil {
        late[partition]? += more
        askers[partition] = nil
      }
      late.merge(await settle(askers, waitMs: OffsetAsker.answerMs)) { $0 + $1 }
      if late.isEmpty { continue }
      await broker.pause()
      late = await settle(late, waitMs: OffsetAsker.againMs)
    }
  }

  /// Answers those that can be answered.
  /// - Returns: who is to ask again.
  private func settle(_ askers: [Int32: [Asker]], waitMs: Int32) async -> [Int32: [Asker]] {
    guard !askers.isEmpty else { return [:] }
    let answers = await broker.askOnce(askers.keys.sorted(), .end, waitMs: waitMs)
    var left: [Int32: [Asker]] = [:]
    for (partition, all) in askers {
      guard let answer = answers[partition] else { continue }
      for asker in all {
        if answer.passes, asker.deadline > .now {
          left[partition, default: []].append(asker)
        } else {
          asker.continuation.resume(returning: answer.result)
        }
      }
    }
    return left
  }

  /// `nil`: nobody asks, and the asking stops.
  private func takeAskers(orStop isToStop: Bool) -> [Int32: [Asker]]? {
    state.withLock { state in
      if state.askers.isEmpty, isToStop {
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
  static let answerMs: Int32 = 1_000
  /// One that did not answer before.
  static let againMs: Int32 = 200

  init(_ reader: PartitionReader, address: String, waitMs: Int32) {
    self.reader = reader
    self.address = address
    self.waitMs = waitMs
  }

  /// What came of a question about one slice.
  struct Answer {
    let result: Result<Int64, LogFailure>
    /// It may be answered when it is asked again.
    let passes: Bool
  }

  /// One answer for each partition.
  func askOnce(_ partitions: [Int32], _ edge: PartitionReader.Edge, waitMs: Int32) -> [Int32: Answer] {
    do throws(KafkaError) {
      return try reader.offsetsEach(of: partitions, at: edge, waitMs: min(self.waitMs, waitMs)).mapValues(answer)
    } catch {
      let answer = answer(.failure(error))
      return Dictionary(uniqueKeysWithValues: partitions.map { ($0, answer) })
    }
  }

  private func answer(_ result: Result<Int64, KafkaError>) -> Answer {
    switch result {
    case .success(let offset): Answer(result: .success(offset), passes: false)
    case .failure(let error):
      Answer(result: .failure(LogFailure(kafka: error, at: address)), passes: Self.passes(error))
    }
  }

  /// Before what was not answered is asked again. Nothing is read here, so this only waits, and asks who leads now.
  func pause() {
    _ = reader.next(waitMs: Self.pauseMs)
    try? reader.askForLeaders(waitMs: min(waitMs, Self.answerMs))
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
      pause()
    }
  }

  private static func passes(_ error: KafkaError) -> Bool {
    switch error.kind {
    case .leaderMoves, .unknownTopic, .unreachable: true
    case .offsetOutOfRange, .endOfPartition, .topicExists, .fatal, .misconfigured, .queueFull, .tooLarge, .unsupported,
      .other:
      false
    }
  }

  nonisolated func stop() async { await executor.stop() }
}

extension Duration {
  /// Whole milliseconds, rounded down.
  var milliseconds: Int64 { components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000 }
}
