import EventLog
import KafkaClient
import Storage

extension LogFailure {
  /// What a failure of the client or the broker means for the log.
  init(kafka error: KafkaError, at address: String) {
    switch error.kind {
    case .misconfigured: self.init(.unsafe, error.text)
    case .offsetOutOfRange, .endOfPartition, .unknownTopic, .topicExists, .unreachable, .leaderMoves, .fatal,
      .queueFull, .tooLarge, .unsupported, .other:
      self.init(.unavailable, "the log can't be reached at \(address): \(error.text)")
    }
  }

  /// What a failure of the index means for the log.
  init(index error: StorageFailure) {
    self.init(
      error.kind == .newerFormat ? .newerFormat : .unavailable, "the index of the log can't be used: \(error.message)")
  }
}
