import CRDKafka

extension KafkaHandle {
  /// Sends a request of administration and waits for its answer. Blocks its thread.
  /// - Parameters:
  ///   - send: given the queue that the answer is to come to.
  ///   - check: looks at the answer, which is gone when it returns.
  func answer(
    waitMs: Int32, _ send: (OpaquePointer?) -> Void, check: (OpaquePointer?) throws(KafkaError) -> Void
  ) throws(KafkaError) {
    let queue = rd_kafka_queue_new(client)
    defer { rd_kafka_queue_destroy(queue) }
    send(queue)
    guard let event = rd_kafka_queue_poll(queue, waitMs) else {
      throw KafkaError(.other, "no answer in \(waitMs) ms").noting(takeNotes())
    }
    defer { rd_kafka_event_destroy(event) }
    let code = rd_kafka_event_error(event)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else {
      let text = rd_kafka_event_error_string(event).map { String(cString: $0) }
      throw KafkaError(code, text).noting(takeNotes())
    }
    try check(event)
  }
}
