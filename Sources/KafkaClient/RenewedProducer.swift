import Synchronization

/// The one producer that a process sends with; one that can't go on is replaced by a new one.
package final class RenewedProducer<Sent: Delivery>: Sendable {
  private enum State {
    case none
    case sending(DeliveryLoop<Sent>)
    case closed
  }
  private let state = Mutex(State.none)
  private let what: String
  private let make: @Sendable () throws(KafkaError) -> RecordProducer

  /// - Parameter what: it sends to, as `the log`.
  package init(of what: String, _ make: @escaping @Sendable () throws(KafkaError) -> RecordProducer) {
    self.what = what
    self.make = make
  }

  /// The loop of now; `nil`: there is none, or it can't go on.
  package var running: DeliveryLoop<Sent>? {
    state.withLock { state in
      if case .sending(let loop) = state, !loop.isOver { return loop }
      return nil
    }
  }

  /// Of the producer of now.
  package var figures: ClientFigures? { running?.producer.figures }

  /// The loop of now, begun if there is none.
  package func current() throws(KafkaError) -> DeliveryLoop<Sent> {
    let result = state.withLock { state -> Result<DeliveryLoop<Sent>, KafkaError> in
      switch state {
      case .closed: return .failure(KafkaError(.fatal, "\(what) is closed"))
      case .sending(let loop) where !loop.isOver: return .success(loop)
      case .sending, .none: break
      }
      do throws(KafkaError) {
        let loop = DeliveryLoop<Sent>(try make())
        guard loop.run() else { return .failure(KafkaError(.other, "there is no thread to be had")) }
        state = .sending(loop)
        return .success(loop)
      } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }

  /// What is under way is given up: its fate is not known.
  package func close() {
    let last = state.withLock { state -> DeliveryLoop<Sent>? in
      defer { state = .closed }
      if case .sending(let loop) = state { return loop }
      return nil
    }
    last?.stop()
  }
}
