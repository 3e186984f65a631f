import EventLog
import KafkaClient
import Synchronization
import SystemThreads
import Values

/// One producer and the thread that its reports come on.
final class ProducerLoop: Sendable {
  /// How often it looks whether it should stop.
  private static let lookMs: Int32 = 100
  /// How long the reports of what was given up are waited for, in looks.
  private static let lastLooks = 20
  /// Bits of a token that say which record of a delivery it is.
  private static let indexBits: UInt = 24

  private struct State {
    var deliveries: [UInt: Delivery] = [:]
    var nextID: UInt = 1
  }
  let producer: RecordProducer
  private let state = Mutex(State())
  private let isStopped = Atomic(false)
  private let ended = Atomic(false)

  init(_ producer: RecordProducer) { self.producer = producer }

  /// Nothing can be sent any more.
  var isOver: Bool { ended.load(ordering: .acquiring) || producer.fatalError != nil }

  func run() -> Bool { SystemThread.detach { self.loop() } }
  func stop() { isStopped.store(true, ordering: .releasing) }

  func send(
    _ records: [Record], markers: Set<Position>, to partition: Int32, expecting offset: Int64
  ) async -> SendResult {
    await withCheckedContinuation { continuation in
      let id = state.withLock { state -> UInt? in
        guard !ended.load(ordering: .acquiring), records.count < 1 << Self.indexBits else { return nil }
        defer { state.nextID += 1 }
        state.deliveries[state.nextID] = Delivery(
          count: records.count, firstOffset: offset, continuation: continuation)
        return state.nextID
      }
      guard let id else {
        return continuation.resume(returning: .failed(reason: "the producer is at its end", mayLand: false))
      }
      for (index, record) in records.enumerated() {
        do throws(KafkaError) {
          let token = id << Self.indexBits | UInt(index)
          try send(record, isOwnershipMarker: markers.contains(record.position), to: partition, token: token)
        } catch {
          return settle(id) { $0.refused(records.count - index, error) }
        }
      }
    }
  }

  private func send(
    _ record: Record, isOwnershipMarker: Bool, to partition: Int32, token: UInt
  ) throws(KafkaError) {
    let key = RecordKey(record, isOwnershipMarker: isOwnershipMarker).bytes
    var failure: KafkaError?
    key.withUnsafeBytes { key in
      record.body.withUnsafeBytes { body in
        do throws(KafkaError) {
          try producer.send(to: partition, key: key, value: body, token: token)
        } catch {
          failure = error
        }
      }
    }
    if let failure { throw failure }
  }

  private func settle(_ id: UInt, _ change: (inout Delivery) -> Void) {
    let settled = state.withLock { state -> (CheckedContinuation<SendResult, Never>, SendResult)? in
      guard var delivery = state.deliveries.removeValue(forKey: id) else { return nil }
      change(&delivery)
      if let result = delivery.result { return (delivery.continuation, result) }
      state.deliveries[id] = delivery
      return nil
    }
    if let (continuation, result) = settled { continuation.resume(returning: result) }
  }

  private func loop() {
    while !isStopped.load(ordering: .acquiring), producer.fatalError == nil { look() }
    let reason = producer.fatalError?.text ?? "the log was closed"
    ended.store(true, ordering: .releasing)
    producer.giveUp()
    for _ in 0..<Self.lastLooks where state.withLock({ !$0.deliveries.isEmpty }) { look() }
    let abandoned = state.withLock { state in
      defer { state.deliveries = [:] }
      return state.deliveries.values
    }
    for delivery in abandoned { delivery.abandoned(reason) }
  }

  private func look() {
    producer.poll(
      waitMs: Self.lookMs,
      reported: { report in
        settle(report.token >> Self.indexBits) {
          $0.reported(report, index: Int(report.token & (1 << Self.indexBits - 1)))
        }
      })
  }
}
