import CRDKafka

extension RecordProducer {
  /// For tests: what programs of others may do to a topic, and ours never do. One record in a transaction of its own,
  /// by a producer whose properties name a `transactional.id`. Blocks its thread.
  /// - Parameter isCommitted: otherwise it is aborted.
  package func sendInTransactionForTests(
    to partition: Int32, value: [UInt8], isCommitted: Bool
  ) throws(KafkaError) {
    let waitMs: Int32 = 20_000
    try Self.check(rd_kafka_init_transactions(handle.client, waitMs))
    try Self.check(rd_kafka_begin_transaction(handle.client))
    try send(to: partition, key: [], value: value, token: 1)
    var report: DeliveryReport?
    while report == nil { poll(waitMs: 100) { report = $0 } }
    if let error = report?.error { throw error }
    try Self.check(
      isCommitted
        ? rd_kafka_commit_transaction(handle.client, waitMs) : rd_kafka_abort_transaction(handle.client, waitMs))
  }

  private static func check(_ error: OpaquePointer?) throws(KafkaError) {
    guard let error else { return }
    defer { rd_kafka_error_destroy(error) }
    throw KafkaError(rd_kafka_error_code(error), rd_kafka_error_string(error).map { String(cString: $0) })
  }
}
