package import KafkaClient

/// Where the public stream is.
package struct StreamSettings: Sendable {
  /// `host:port`, several with commas between them.
  package var brokers: String
  package var topic = "trunkline.events"
  /// Of a topic that is made now. A topic that is there is taken as it is.
  package var partitions: Int32 = 16
  /// Copies of a topic that is made now, and the fewest that one has without a warning; `nil`: 3 where there are three
  /// brokers or more, otherwise one for each.
  package var replication: Int32?
  /// Any property of librdkafka, as for SASL and TLS; they win over ours.
  package var properties: ClientProperties = [:]

  /// Librdkafka's own brokers answer no questions about a topic's settings.
  package var checksTopicSettings = true

  package init(brokers: String) { self.brokers = brokers }

  var asking: ClientProperties {
    ClientProperties.reading.with(["bootstrap.servers": brokers]).with(properties)
  }

  /// What comes close together goes together: a subscriber is no clock. Where a key goes is murmur2's to say, as for
  /// clients in Java.
  var writing: ClientProperties {
    ClientProperties.writing.with([
      "bootstrap.servers": brokers, "linger.ms": "5", "compression.codec": "lz4", "partitioner": "murmur2_random",
    ]).with(.measured).with(properties)
  }
}
