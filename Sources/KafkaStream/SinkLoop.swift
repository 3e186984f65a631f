import KafkaClient
import Storage
import Synchronization
import SystemThreads

/// One producer and the thread that its reports come on.
final class SinkLoop: Sendable {
  /// The first record that failed of those sent together.
  struct Failure: Sendable {
    let index: Int
    let error: KafkaError
  }
  private struct Delivery {
    var left: Int
    var failure: Failure?
    let continuation: CheckedContinuation<Failure?, Never>
  }
  private struct State {
    var deliveries: [UInt: Delivery] = [:]
    var nextID: UInt = 1
    var isOver = false
  }
  /// How often it looks whether it should stop.
  private static let lookMs: Int32 = 100
  /// How long the reports of what was given up are waited for, in looks.
  private static let lastLooks = 20
  /// Bits of a token that say which record of a delivery it is.
  private static let indexBits: UInt = 24

  private let producer: StreamProducer
  private let state = Mutex(State())
  private let isStopped = Atomic(false)

  init(_ producer: StreamProducer) { self.producer = producer }

  /// Nothing can be sent any more.
  var isOver: Bool { state.withLock { $0.isOver } }

  func run() -> Bool { SystemThread.detach { self.loop() } }
  func stop() { isStopped.store(true, ordering: .releasing) }

  /// Returns when every record is reported: the first failure, if any.
  func send(_ records: [OutgoingRecord]) async -> Failure? {
    await withCheckedContinuation { continuation in
      let id = state.withLock { state -> UInt? in
        guard !state.isOver, !records.isEmpty, records.count < 1 << Self.indexBits else { return nil }
        defer { state.nextID += 1 }
        state.deliveries[state.nextID] = Delivery(left: records.count, continuation: continuation)
        return state.nextID
      }
      guard let id else {
        let error = KafkaError(.fatal, "the producer is at its end")
        return continuation.resume(returning: records.isEmpty ? nil : Failure(index: 0, error: error))
      }
      for (index, record) in records.enumerated() {
        do throws(KafkaError) {
          try producer.send(
            key: record.key, headers: record.headers.map { ($0.name, $0.value) }, value: record.value,
            token: id << Self.indexBits | UInt(index))
        } catch {
          // This one and those behind it were not sent.
          return settle(id, records.count - index, Failure(index: index, error: error))
        }
      }
    }
  }

  private func settle(_ id: UInt, _ count: Int, _ failure: Failure?) {
    let settled = state.withLock { state -> Delivery? in
      guard var delivery = state.deliveries.removeValue(forKey: id) else { return nil }
      delivery.left -= count
      if let failure, failure.index < delivery.failure?.index ?? .max { delivery.failure = failure }
      if delivery.left == 0 { return delivery }
      state.deliveries[id] = delivery
      return nil
    }
    settled?.continuation.resume(returning: settled?.failure)
  }

  private func loop() {
    while !isStopped.load(ordering: .acquiring), !producer.isAtItsEnd { look() }
    state.withLock { $0.isOver = true }
    producer.giveUp()
    for _ in 0..<Self.lastLooks where state.withLock({ !$0.deliveries.isEmpty }) { look() }
    let abandoned = state.withLock { state in
      defer { state.deliveries = [:] }
      return state.deliveries.values
    }
    let error = KafkaError(.fatal, "the producer is at its end")
    for delivery in abandoned { delivery.continuation.resume(returning: Failure(index: 0, error: error)) }
  }

  private func look() {
    producer.poll(waitMs: Self.lookMs) { report in
      let index = Int(report.token & (1 << Self.indexBits - 1))
      settle(report.token >> Self.indexBits, 1, report.error.map { Failure(index: index, error: $0) })
    }
  }
}
