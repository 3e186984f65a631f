import CRDKafka

/// Sends records to one topic, to named partitions or where their keys lead. Reports are given to whoever polls.
///
/// `@unchecked Sendable`: the client is thread-safe, and the topic's handle with it.
package final class RecordProducer: @unchecked Sendable {
  let handle: KafkaHandle
  let topic: OpaquePointer
  private let reports: OpaquePointer

  package init(
    _ properties: ClientProperties, topic name: String, sockets: SocketRegistry? = nil
  ) throws(KafkaError) {
    handle = try KafkaHandle(
      RD_KAFKA_PRODUCER, properties, events: RD_KAFKA_EVENT_DR | RD_KAFKA_EVENT_STATS, sockets: sockets)
    guard let topic = rd_kafka_topic_new(handle.client, name, nil) else { throw handle.lastError() }
    self.topic = topic
    reports = rd_kafka_queue_get_main(handle.client)
  }

  deinit {
    rd_kafka_queue_destroy(reports)
    rd_kafka_topic_destroy(topic)
  }

  /// Puts a copy of the record in the queue of its partition; never blocks.
  /// - Parameter token: comes back with the report.
  package func send(to partition: Int32, key: [UInt8], value: [UInt8], token: UInt) throws(KafkaError) {
    let code = key.withUnsafeBytes { key in
      value.withUnsafeBytes { value in
        rd_kafka_produce(
          topic, partition, RD_KAFKA_MSG_F_COPY, UnsafeMutableRawPointer(mutating: value.baseAddress), value.count,
          key.baseAddress, key.count, UnsafeMutableRawPointer(bitPattern: token))
      }
    }
    guard code == 0 else { throw fatalError ?? handle.lastError() }
  }

  /// Gives the reports that are there; waits for the first. One thread at a time.
  package func poll(waitMs: Int32, reported: (DeliveryReport) -> Void) {
    guard let event = rd_kafka_queue_poll(reports, waitMs) else { return }
    defer { rd_kafka_event_destroy(event) }
    switch rd_kafka_event_type(event) {
    case RD_KAFKA_EVENT_DR:
      while let message = rd_kafka_event_message_next(event) { reported(DeliveryReport(message)) }
    case RD_KAFKA_EVENT_STATS:
      if let text = rd_kafka_event_stats(event) { handle.measured(Array(String(cString: text).utf8)) }
    default: break
    }
  }

  /// What it said of itself last, while it was polled; `nil`: nothing.
  package var figures: ClientFigures? { handle.figures }

  /// Why this producer will never send anything again; `nil`: it will.
  package var fatalError: KafkaError? {
    var text = [CChar](repeating: 0, count: 512)
    let code = rd_kafka_fatal_error(handle.client, &text, text.count)
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(.fatal, "\(String(cString: rd_kafka_err2name(code))): \(String(terminated: text))")
  }

  /// For tests: the producer fails as if librdkafka had found that it can't go on.
  package func failForTests() {
    _ = rd_kafka_test_fatal_error(handle.client, RD_KAFKA_RESP_ERR_OUT_OF_ORDER_SEQUENCE_NUMBER, "as a test wished")
  }

  /// Gives up all that is not acknowledged: each gets its report, as one that may be in the log or not.
  package func giveUp() {
    _ = rd_kafka_purge(handle.client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
  }

  /// What the client complained of last.
  package func takeNotes() -> String? { handle.takeNotes() }
}

/// What became of a record that was sent.
package struct DeliveryReport: Sendable {
  package let token: UInt
  /// Negative: not known.
  package let offset: Int64
  /// `nil`: it is in the log.
  package let error: KafkaError?
  /// Whether it may be in the log, or come to be there, though it failed.
  package let mayLand: Bool

  package init(token: UInt, offset: Int64, error: KafkaError? = nil, mayLand: Bool = false) {
    self.token = token
    self.offset = offset
    self.error = error
    self.mayLand = mayLand
  }

  init(_ message: UnsafePointer<rd_kafka_message_t>) {
    token = UInt(bitPattern: message.pointee._private)
    let code = message.pointee.err
    // It is there already, sent before by the same producer; at which offset is not said.
    let isThere = code == RD_KAFKA_RESP_ERR_NO_ERROR || code == RD_KAFKA_RESP_ERR_DUPLICATE_SEQUENCE_NUMBER
    offset = code == RD_KAFKA_RESP_ERR_NO_ERROR ? message.pointee.offset : -1
    error = isThere ? nil : KafkaError(code)
    mayLand = !isThere && rd_kafka_message_status(message) != RD_KAFKA_MSG_STATUS_NOT_PERSISTED
  }
}
