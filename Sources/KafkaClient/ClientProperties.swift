import CRDKafka

/// Properties of librdkafka by name, in the order in which they are set: a later one wins.
package struct ClientProperties: Sendable, ExpressibleByDictionaryLiteral {
  package var values: [(name: String, value: String)]

  package init(dictionaryLiteral elements: (String, String)...) {
    values = elements.map { (name: $0.0, value: $0.1) }
  }

  package func with(_ more: ClientProperties) -> ClientProperties {
    var all = self
    all.values += more.values
    return all
  }

  /// What every client of ours has. Connections are tried again soon, and never wait for more to send.
  package static let common: ClientProperties = [
    "client.id": "trunkline", "socket.nagle.disable": "true", "reconnect.backoff.ms": "50",
    "reconnect.backoff.max.ms": "1000", "allow.auto.create.topics": "false",
  ]

  /// Readers go where they are told and nowhere else: an offset that is not there is an error, never a jump.
  package static let reading = common.with([
    "enable.auto.commit": "false", "auto.offset.reset": "error", "isolation.level": "read_uncommitted",
    "fetch.error.backoff.ms": "50", "enable.partition.eof": "false",
  ])

  /// In order, each once in a session, acknowledged by all replicas in sync; never later than in ten seconds.
  package static let writing = common.with([
    "enable.idempotence": "true", "acks": "all", "max.in.flight.requests.per.connection": "5", "linger.ms": "0",
    "delivery.timeout.ms": "10000", "queue.buffering.max.messages": "1000000",
    // A record that went missing must not be followed by the one after it.
    "enable.gapless.guarantee": "true",
  ])

  /// The client says how it is, now and then: more often than anybody looks.
  package static let measured: ClientProperties = ["statistics.interval.ms": "5000"]

  /// The configuration that librdkafka takes over with `rd_kafka_new`.
  func configuration() throws(KafkaError) -> OpaquePointer {
    guard let configuration = rd_kafka_conf_new() else { throw KafkaError(.misconfigured, "out of memory") }
    for (name, value) in values {
      var text = [CChar](repeating: 0, count: 512)
      guard rd_kafka_conf_set(configuration, name, value, &text, text.count) != RD_KAFKA_CONF_OK else { continue }
      rd_kafka_conf_destroy(configuration)
      // Its value may be a password under a name that was mistyped.
      throw KafkaError(.misconfigured, "the Kafka property \(name) is refused: \(String(terminated: text))")
    }
    return configuration
  }
}

extension String {
  /// Text that C wrote into a buffer.
  init(terminated buffer: [CChar]) {
    self.init(decoding: buffer.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
