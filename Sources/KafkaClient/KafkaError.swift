import CRDKafka

/// What librdkafka or a broker says is wrong.
package struct KafkaError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is asked about an error; everything else is in its text.
  package enum Kind: Sendable, Hashable {
    /// The reader's offset is outside of the partition.
    case offsetOutOfRange
    /// All records that the partition has were given. Told to readers whose properties ask for it.
    case endOfPartition
    /// The topic or the partition is not there.
    case unknownTopic
    case topicExists
    /// Nobody answered in time.
    case unreachable
    /// The partition is led by another broker than the client thinks, or by none just now.
    case leaderMoves
    /// The client can't go on: a new one is made.
    case fatal
    /// A property has a name or a value that there is not.
    case misconfigured
    /// The queue of records to send is full.
    case queueFull
    /// A record is larger than the client or the topic takes.
    case tooLarge
    /// The broker does not offer this at all.
    case unsupported
    case other
  }

  package let kind: Kind
  /// Of librdkafka: negative for its own, positive for a broker's.
  package let code: Int32
  package let text: String

  init(_ code: rd_kafka_resp_err_t, _ detail: String? = nil) {
    self.code = code.rawValue
    kind = Kind(code)
    let name = String(cString: rd_kafka_err2str(code))
    text = detail.map { $0.isEmpty ? name : $0 } ?? name
  }

  package init(_ kind: Kind, _ text: String) {
    self.kind = kind
    code = 0
    self.text = text
  }

  /// The same with what the client noted before it happened, as why a connection was refused.
  func noting(_ notes: String?) -> KafkaError {
    guard let notes, !text.contains(notes) else { return self }
    return KafkaError(self, text: "\(text) (\(notes))")
  }

  private init(_ error: KafkaError, text: String) {
    kind = error.kind
    code = error.code
    self.text = text
  }

  package var description: String { text }
}

extension KafkaError.Kind {
  init(_ code: rd_kafka_resp_err_t) {
    switch code {
    case RD_KAFKA_RESP_ERR_OFFSET_OUT_OF_RANGE, RD_KAFKA_RESP_ERR__AUTO_OFFSET_RESET: self = .offsetOutOfRange
    case RD_KAFKA_RESP_ERR__PARTITION_EOF: self = .endOfPartition
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART, RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC,
      RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
      self = .unknownTopic
    case RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION, RD_KAFKA_RESP_ERR_LEADER_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_OFFSET_NOT_AVAILABLE, RD_KAFKA_RESP_ERR_REPLICA_NOT_AVAILABLE,
      RD_KAFKA_RESP_ERR_FENCED_LEADER_EPOCH, RD_KAFKA_RESP_ERR_UNKNOWN_LEADER_EPOCH:
      self = .leaderMoves
    case RD_KAFKA_RESP_ERR__TIMED_OUT, RD_KAFKA_RESP_ERR__TRANSPORT, RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN,
      RD_KAFKA_RESP_ERR_REQUEST_TIMED_OUT:
      self = .unreachable
    case RD_KAFKA_RESP_ERR_TOPIC_ALREADY_EXISTS: self = .topicExists
    case RD_KAFKA_RESP_ERR__FATAL, RD_KAFKA_RESP_ERR__GAPLESS_GUARANTEE: self = .fatal
    case RD_KAFKA_RESP_ERR__QUEUE_FULL: self = .queueFull
    case RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE: self = .tooLarge
    case RD_KAFKA_RESP_ERR__UNSUPPORTED_FEATURE, RD_KAFKA_RESP_ERR_UNSUPPORTED_VERSION: self = .unsupported
    case RD_KAFKA_RESP_ERR__INVALID_ARG, RD_KAFKA_RESP_ERR_INVALID_CONFIG: self = .misconfigured
    default: self = .other
    }
  }
}
