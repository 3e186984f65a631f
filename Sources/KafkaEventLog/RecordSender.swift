import EventLog
import KafkaClient
import Synchronization
import Values

/// Sends the records of all slices of this process, by one producer. One that can't go on is replaced by a new one.
final class RecordSender: Sendable {
  private let make: @Sendable () throws(KafkaError) -> RecordProducer
  private enum State {
    case none
    case sending(ProducerLoop)
    case closed
  }
  private let state = Mutex(State.none)

  init(_ make: @escaping @Sendable () throws(KafkaError) -> RecordProducer) { self.make = make }

  /// Returns when each record is reported.
  /// - Parameter markers: positions of those that are ownership markers.
  /// - Parameter offset: where the first is expected to land.
  func send(
    _ records: [Record], markers: Set<Position> = [], to slice: Slice, expecting offset: Int64
  ) async throws(KafkaError) -> SendResult {
    let loop = try current()
    return await loop.send(records, markers: markers, to: Int32(slice.number), expecting: offset)
  }

  /// What is under way is given up: its fate is not known.
  func close() {
    let last = state.withLock { state -> ProducerLoop? in
      defer { state = .closed }
      if case .sending(let loop) = state { return loop }
      return nil
    }
    last?.stop()
  }

  /// For tests: the producer of now.
  var producer: RecordProducer? { try? current().producer }

  private func current() throws(KafkaError) -> ProducerLoop {
    let result = state.withLock { state -> Result<ProducerLoop, KafkaError> in
      switch state {
      case .closed: return .failure(KafkaError(.fatal, "the log is closed"))
      case .sending(let loop) where !loop.isOver: return .success(loop)
      case .sending, .none: break
      }
      do throws(KafkaError) {
        let loop = ProducerLoop(try make())
        guard loop.run() else { return .failure(KafkaError(.other, "there is no thread to be had")) }
        state = .sending(loop)
        return .success(loop)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
