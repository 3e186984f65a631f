import Synchronization
import SystemThreads

/// One producer and the thread that its reports come on.
package final class DeliveryLoop<Sent: Delivery>: Sendable {
  package typealias Send = (_ index: Int, _ token: UInt) throws(KafkaError) -> Void

  private struct Waiting {
    var delivery: Sent
    let continuation: CheckedContinuation<Sent.Outcome, Never>
  }
  private struct State {
    var waiting: [UInt: Waiting] = [:]
    var nextID: UInt = 1
    var isOver = false
  }
  /// How often it looks whether it should stop.
  private static var lookMs: Int32 { 100 }
  /// How long the reports of what was given up are waited for, in looks.
  private static var lastLooks: Int { 20 }
  /// Bits of a token that say which record of a delivery it is.
  private static var indexBits: UInt { 24 }

  package let producer: RecordProducer
  private let state = Mutex(State())
  private let isStopped = Atomic(false)

  init(_ producer: RecordProducer) { self.producer = producer }

  /// Nothing can be sent any more.
  package var isOver: Bool { state.withLock { $0.isOver } || producer.fatalError != nil }

  func run() -> Bool { SystemThread.detach { self.loop() } }
  func stop() { isStopped.store(true, ordering: .releasing) }

  /// Sends so many records and returns when each is reported.
  /// - Parameter send: sends the record with an index under a token.
  package func deliver(_ count: Int, as delivery: Sent, _ send: Send) async -> Sent.Outcome {
    await withCheckedContinuation { continuation in
      if let outcome = delivery.outcome { return continuation.resume(returning: outcome) }
      let id = state.withLock { state -> UInt? in
        guard !state.isOver, count < 1 << Self.indexBits else { return nil }
        defer { state.nextID += 1 }
        state.waiting[state.nextID] = Waiting(delivery: delivery, continuation: continuation)
        return state.nextID
      }
      guard let id else {
        var refused = delivery
        refused.refused(count, from: 0, Self.end())
        return continuation.resume(returning: refused.outcome ?? delivery.abandoned(Self.end()))
      }
      for index in 0..<count {
        do throws(KafkaError) {
          try send(index, id << Self.indexBits | UInt(index))
        } catch {
          return settle(id) { $0.refused(count - index, from: index, error) }
        }
      }
    }
  }

  private static func end(_ reason: String? = nil) -> KafkaError {
    KafkaError(.fatal, reason ?? "the producer is at its end")
  }

  private func settle(_ id: UInt, _ change: (inout Sent) -> Void) {
    let settled = state.withLock { state -> (CheckedContinuation<Sent.Outcome, Never>, Sent.Outcome)? in
      guard var waiting = state.waiting.removeValue(forKey: id) else { return nil }
      change(&waiting.delivery)
      if let outcome = waiting.delivery.outcome { return (waiting.continuation, outcome) }
      state.waiting[id] = waiting
      return nil
    }
    if let (continuation, outcome) = settled { continuation.resume(returning: outcome) }
  }

  private func loop() {
    while !isStopped.load(ordering: .acquiring), producer.fatalError == nil { look() }
    let error = Self.end(producer.fatalError?.text)
    state.withLock { $0.isOver = true }
    producer.giveUp()
    for _ in 0..<Self.lastLooks where state.withLock({ !$0.waiting.isEmpty }) { look() }
    let abandoned = state.withLock { state in
      defer { state.waiting = [:] }
      return state.waiting.values
    }
    for waiting in abandoned { waiting.continuation.resume(returning: waiting.delivery.abandoned(error)) }
  }

  private func look() {
    producer.poll(waitMs: Self.lookMs) { report in
      settle(report.token >> Self.indexBits) {
        $0.reported(report, index: Int(report.token & (1 << Self.indexBits - 1)))
      }
    }
  }
}
