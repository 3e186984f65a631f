import KafkaClient
package import Storage
import Synchronization
import SystemThreads

/// The public stream on a topic of Kafka. Records of one key keep their order; what is sent is acknowledged by all
/// replicas in sync.
package final class KafkaSink: RecordSink {
  private let settings: StreamSettings
  private enum State {
    case none
    case sending(SinkLoop)
    case closed
  }
  private let state = Mutex(State.none)

  package init(_ settings: StreamSettings) { self.settings = settings }

  package func send(_ records: [OutgoingRecord]) async throws(SinkFailure) {
    let loop = try await current()
    if let failure = await loop.send(records) { throw told(failure) }
  }

  /// What is under way is given up.
  package func close() {
    let last = state.withLock { state -> SinkLoop? in
      defer { state = .closed }
      if case .sending(let loop) = state { return loop }
      return nil
    }
    last?.stop()
  }

  /// The loop of now; a first one makes the topic, and one that can't go on is replaced.
  private func current() async throws(SinkFailure) -> SinkLoop {
    if let loop = running() { return loop }
    do throws(KafkaError) {
      try await StreamTopic(settings).prepare()
    } catch {
      throw SinkFailure(.away, "the stream at \(settings.brokers) can't be reached: \(error)")
    }
    return try start()
  }

  private func running() -> SinkLoop? {
    state.withLock { state in
      if case .sending(let loop) = state, !loop.isOver { return loop }
      return nil
    }
  }

  private func start() throws(SinkFailure) -> SinkLoop {
    let result = state.withLock { state -> Result<SinkLoop, SinkFailure> in
      switch state {
      case .closed: return .failure(SinkFailure(.away, "the stream is closed"))
      case .sending(let loop) where !loop.isOver: return .success(loop)
      case .sending, .none: break
      }
      do throws(KafkaError) {
        let loop = SinkLoop(try StreamProducer(settings.writing, topic: settings.topic))
        guard loop.run() else { return .failure(SinkFailure(.away, "there is no thread to be had")) }
        state = .sending(loop)
        return .success(loop)
      } catch {
        return .failure(SinkFailure(.away, "\(error)"))
      }
    }
    return try result.get()
  }

  private func told(_ failure: SinkLoop.Failure) -> SinkFailure {
    let text = "the stream \(settings.topic) at \(settings.brokers): \(failure.error)"
    return failure.error.kind == .tooLarge
      ? SinkFailure(.refused(failure.index), text + ": raise max.message.bytes of the topic, or skip the event")
      : SinkFailure(.away, text)
  }
}
