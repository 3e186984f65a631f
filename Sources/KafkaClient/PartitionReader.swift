import CRDKafka

/// Reads partitions of one topic, each from the offset that it is told, without a group.
///
/// `@unchecked Sendable`: what is fetched is touched by `next`, `stop` and `discard` alone, which belong to one thread;
/// all else is the client's, which is thread-safe.
package final class PartitionReader: @unchecked Sendable {
  let handle: KafkaHandle
  package let topicName: String
  let topic: OpaquePointer
  private let queue: OpaquePointer
  private let messages: UnsafeMutablePointer<UnsafeMutablePointer<rd_kafka_message_t>?>
  private var count = 0
  /// One after the message that `next` gave last.
  private var following = 0
  private static let capacity = 4_096

  package init(
    _ properties: ClientProperties, topic name: String, sockets: SocketRegistry? = nil
  ) throws(KafkaError) {
    handle = try KafkaHandle(RD_KAFKA_CONSUMER, properties, sockets: sockets)
    guard let topic = rd_kafka_topic_new(handle.client, name, nil) else { throw handle.lastError() }
    self.topic = topic
    topicName = name
    queue = rd_kafka_queue_new(handle.client)
    messages = .allocate(capacity: Self.capacity)
  }

  deinit {
    // A message that is left behind would keep the client's end waiting for ever.
    discard()
    messages.deallocate()
    rd_kafka_queue_destroy(queue)
    rd_kafka_topic_destroy(topic)
  }

  /// Begins to fetch a partition that is not being fetched.
  package func start(_ partition: Int32, at offset: Int64) throws(KafkaError) {
    guard rd_kafka_consume_start_queue(topic, partition, offset, queue) == 0 else { throw handle.lastError() }
  }

  /// Nothing of the partition is given any more, not even what was fetched. For the thread that reads.
  package func stop(_ partition: Int32) throws(KafkaError) {
    guard rd_kafka_consume_stop(topic, partition) == 0 else { throw handle.lastError() }
    for index in following..<count where messages[index]?.pointee.partition == partition {
      rd_kafka_message_destroy(messages[index])
      messages[index] = nil
    }
  }

  /// The next record or error, in the order of each partition; its bytes are valid until the next call. `nil`: nothing
  /// came in time.
  package func next(waitMs: Int32) -> Fetched? {
    if following == count { fetch(waitMs: waitMs) }
    while following < count {
      following += 1
      if let message = messages[following - 1] { return Fetched(message) }
    }
    return nil
  }

  /// What it said of itself last, as of the last `takeNews`; `nil`: nothing.
  package var figures: ClientFigures? { handle.figures }

  /// Takes what the client says of itself, if it has something to say. Never blocks.
  package func takeNews() { handle.takeNews() }

  /// What was fetched and not given.
  package func discard() {
    for index in 0..<count where messages[index] != nil { rd_kafka_message_destroy(messages[index]) }
    count = 0
    following = 0
  }

  /// The batch call would wait until the array is full: it only takes what is there.
  private func fetch(waitMs: Int32) {
    discard()
    count = max(0, rd_kafka_consume_batch_queue(queue, 0, messages, Self.capacity))
    guard count == 0, waitMs > 0, let first = rd_kafka_consume_queue(queue, waitMs) else { return }
    messages[0] = first
    count = 1 + max(0, rd_kafka_consume_batch_queue(queue, 0, messages + 1, Self.capacity - 1))
  }
}

/// A record of a partition, or what is wrong with the partition. Not to be kept.
package struct Fetched {
  private let message: UnsafeMutablePointer<rd_kafka_message_t>

  init(_ message: UnsafeMutablePointer<rd_kafka_message_t>) { self.message = message }

  package var partition: Int32 { message.pointee.partition }
  package var offset: Int64 { message.pointee.offset }

  /// In milliseconds since 1970, by the clock that the topic says: the sender's, or the broker's when it appended.
  package var timestampMs: Int64 { rd_kafka_message_timestamp(message, nil) }

  /// No record: everything below the offset was given that readers are ever given. What ends a transaction takes an
  /// offset and is not among it.
  package var isEnd: Bool { message.pointee.err == RD_KAFKA_RESP_ERR__PARTITION_EOF }

  /// `nil`: it is a record.
  package var error: KafkaError? {
    let code = message.pointee.err
    guard code != RD_KAFKA_RESP_ERR_NO_ERROR else { return nil }
    return KafkaError(code, String(cString: rd_kafka_message_errstr(message)))
  }

  /// Empty where there is none.
  package var key: UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: message.pointee.key, count: message.pointee.key_len)
  }

  /// `nil` for a tombstone.
  package var value: UnsafeRawBufferPointer? {
    message.pointee.payload.map { UnsafeRawBufferPointer(start: $0, count: message.pointee.len) }
  }
}
