import CRDKafka

/// Sends records with keys and headers to one topic; where a key goes is murmur2's to say, as for clients in Java.
/// Reports are given to whoever polls.
///
/// `@unchecked Sendable`: the client is thread-safe, and the topic's handle with it.
package final class StreamProducer: @unchecked Sendable {
  private let handle: KafkaHandle
  private let topic: OpaquePointer
  private let reports: OpaquePointer

  package init(_ properties: ClientProperties, topic name: String) throws(KafkaError) {
    handle = try KafkaHandle(
      RD_KAFKA_PRODUCER, properties.with(["partitioner": "murmur2_random"]), events: RD_KAFKA_EVENT_DR)
    guard let topic = rd_kafka_topic_new(handle.client, name, nil) else { throw handle.lastError() }
    self.topic = topic
    reports = rd_kafka_queue_get_main(handle.client)
  }

  deinit {
    rd_kafka_queue_destroy(reports)
    rd_kafka_topic_destroy(topic)
  }

  /// Puts a copy of the record in the queue; never blocks.
  /// - Parameter token: comes back with the report.
  package func send(
    key: String, headers: [(name: String, value: String)], value: [UInt8], token: UInt
  ) throws(KafkaError) {
    let list = rd_kafka_headers_new(headers.count)
    for (name, value) in headers { rd_kafka_header_add(list, name, -1, value, value.utf8.count) }
    let failure = produce(Array(key.utf8), value, list, token)
    guard let failure else { return }
    // Only a record that was taken takes its headers along.
    rd_kafka_headers_destroy(list)
    throw failure
  }

  private func produce(
    _ key: [UInt8], _ value: [UInt8], _ headers: OpaquePointer?, _ token: UInt
  ) -> KafkaError? {
    var key = key
    var value = value
    return key.withUnsafeMutableBytes { key in
      value.withUnsafeMutableBytes { value in
        var parts = [rd_kafka_vu_t](repeating: rd_kafka_vu_t(), count: 6)
        parts[0].vtype = RD_KAFKA_VTYPE_RKT
        parts[0].u.rkt = topic
        parts[1].vtype = RD_KAFKA_VTYPE_MSGFLAGS
        parts[1].u.i = RD_KAFKA_MSG_F_COPY
        parts[2].vtype = RD_KAFKA_VTYPE_KEY
        parts[2].u.mem = .init(ptr: key.baseAddress, size: key.count)
        parts[3].vtype = RD_KAFKA_VTYPE_VALUE
        parts[3].u.mem = .init(ptr: value.baseAddress, size: value.count)
        parts[4].vtype = RD_KAFKA_VTYPE_OPAQUE
        parts[4].u.ptr = UnsafeMutableRawPointer(bitPattern: token)
        parts[5].vtype = RD_KAFKA_VTYPE_HEADERS
        parts[5].u.headers = headers
        guard let error = rd_kafka_produceva(handle.client, &parts, parts.count) else { return nil }
        defer { rd_kafka_error_destroy(error) }
        return KafkaError(rd_kafka_error_code(error), rd_kafka_error_string(error).map { String(cString: $0) })
      }
    }
  }

  /// Gives the reports that are there; waits for the first. One thread at a time.
  package func poll(waitMs: Int32, reported: (DeliveryReport) -> Void) {
    guard let event = rd_kafka_queue_poll(reports, waitMs) else { return }
    defer { rd_kafka_event_destroy(event) }
    guard rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR else { return }
    while let message = rd_kafka_event_message_next(event) { reported(DeliveryReport(message)) }
  }

  /// Whether this producer will never send anything again.
  package var isAtItsEnd: Bool { rd_kafka_fatal_error(handle.client, nil, 0) != RD_KAFKA_RESP_ERR_NO_ERROR }

  /// Gives up all that is not acknowledged: each gets its report.
  package func giveUp() {
    _ = rd_kafka_purge(handle.client, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT)
  }

  /// What the client complained of last.
  package func takeNotes() -> String? { handle.takeNotes() }
}
