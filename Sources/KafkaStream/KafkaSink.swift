package import KafkaClient
package import Storage
import Synchronization

/// The public stream on a topic of Kafka. Records of one key keep their order; what is sent is acknowledged by all
/// replicas in sync.
package final class KafkaSink: RecordSink {
  private let settings: StreamSettings
  private let producers: RenewedProducer<SinkDelivery>
  private let warn: @Sendable (String) -> Void
  private let warned = Mutex<String?>(nil)

  /// - Parameter warn: told once of a topic that may lose what it acknowledged.
  package init(_ settings: StreamSettings, warn: @escaping @Sendable (String) -> Void) {
    self.settings = settings
    self.warn = warn
    producers = RenewedProducer(of: "the stream") { () throws(KafkaError) in
      try RecordProducer(settings.writing, topic: settings.topic)
    }
  }

  package func send(_ records: [OutgoingRecord]) async throws(SinkFailure) {
    let loop = try await current()
    let result = await loop.deliver(records.count, as: SinkDelivery(count: records.count)) {
      (index, token) throws(KafkaError) in
      let record = records[index]
      try loop.producer.send(
        key: record.key, headers: record.headers.map { ($0.name, $0.value) }, value: record.value, token: token)
    }
    if case .failed(let failure) = result { throw told(failure) }
  }

  /// How its client is; empty while it has not said.
  package var clients: [ClientReport] {
    producers.figures.map { [ClientReport(client: "streamWriter", figures: $0)] } ?? []
  }

  /// What is under way is given up.
  package func close() { producers.close() }

  /// A first one makes the topic, and so does one that replaces another.
  private func current() async throws(SinkFailure) -> DeliveryLoop<SinkDelivery> {
    if let loop = producers.running { return loop }
    do throws(KafkaError) {
      if let weakness = try await StreamTopic(settings).prepare() { warnOnce(weakness) }
    } catch {
      throw SinkFailure(.away, "the stream at \(settings.brokers) can't be reached: \(error)")
    }
    do throws(KafkaError) { return try producers.current() } catch { throw SinkFailure(.away, "\(error)") }
  }

  private func warnOnce(_ weakness: String) {
    let isNew = warned.withLock { warned in
      defer { warned = weakness }
      return warned != weakness
    }
    if isNew { warn(weakness) }
  }

  private func told(_ failure: SinkDelivery.Failure) -> SinkFailure {
    let text = "the stream \(settings.topic) at \(settings.brokers): \(failure.error)"
    return failure.error.kind == .tooLarge
      ? SinkFailure(.refused(failure.index), text + ": raise max.message.bytes of the topic, or skip the event")
      : SinkFailure(.away, text)
  }
}
