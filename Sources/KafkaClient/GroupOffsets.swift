import CRDKafka

/// Offsets of a topic under the name of a consumer group that nobody joins: for Kafka's tools to list. Every call
/// blocks its thread.
package final class GroupOffsets: Sendable {
  private let handle: KafkaHandle
  private let topic: String
  private let waitMs: Int32

  package init(
    _ properties: ClientProperties, topic: String, waitMs: Int32, sockets: SocketRegistry? = nil
  ) throws(KafkaError) {
    handle = try KafkaHandle(RD_KAFKA_CONSUMER, properties, sockets: sockets)
    self.topic = topic
    self.waitMs = waitMs
  }

  /// - Parameter offsets: by partition, of the record that comes next.
  package func show(_ offsets: [(partition: Int32, offset: Int64)], in group: String) throws(KafkaError) {
    let list = try list(offsets)
    defer { rd_kafka_topic_partition_list_destroy(list) }
    guard let request = rd_kafka_AlterConsumerGroupOffsets_new(group, list),
      let options = rd_kafka_AdminOptions_new(handle.client, RD_KAFKA_ADMIN_OP_ALTERCONSUMERGROUPOFFSETS)
    else { throw Self.noMemory }
    defer {
      rd_kafka_AlterConsumerGroupOffsets_destroy(request)
      rd_kafka_AdminOptions_destroy(options)
    }
    // Otherwise one that is not answered would go on behind our back for a minute.
    _ = rd_kafka_AdminOptions_set_request_timeout(options, waitMs, nil, 0)
    try handle.answer(waitMs: waitMs) { queue in
      var requests: OpaquePointer? = request
      rd_kafka_AlterConsumerGroupOffsets(handle.client, &requests, 1, options, queue)
    } check: { (event) throws(KafkaError) in
      var count = 0
      let result = rd_kafka_event_AlterConsumerGroupOffsets_result(event)
      guard let groups = rd_kafka_AlterConsumerGroupOffsets_result_groups(result, &count) else { return }
      for index in 0..<count { _ = try Self.offsets(groups[index]) }
    }
  }

  /// By partition; those of which nothing is known are left out.
  package func offsets(of partitions: [Int32], in group: String) throws(KafkaError) -> [Int32: Int64] {
    let list = try list(partitions.map { ($0, 0) })
    defer { rd_kafka_topic_partition_list_destroy(list) }
    guard let request = rd_kafka_ListConsumerGroupOffsets_new(group, list) else { throw Self.noMemory }
    defer { rd_kafka_ListConsumerGroupOffsets_destroy(request) }
    var found: [Int32: Int64] = [:]
    try handle.answer(waitMs: waitMs) { queue in
      var requests: OpaquePointer? = request
      rd_kafka_ListConsumerGroupOffsets(handle.client, &requests, 1, nil, queue)
    } check: { (event) throws(KafkaError) in
      var count = 0
      let result = rd_kafka_event_ListConsumerGroupOffsets_result(event)
      guard let groups = rd_kafka_ListConsumerGroupOffsets_result_groups(result, &count) else { return }
      for index in 0..<count { found.merge(try Self.offsets(groups[index])) { $1 } }
    }
    return found
  }

  private func list(
    _ offsets: [(partition: Int32, offset: Int64)]
  ) throws(KafkaError) -> UnsafeMutablePointer<rd_kafka_topic_partition_list_t> {
    guard let list = rd_kafka_topic_partition_list_new(Int32(offsets.count)) else { throw Self.noMemory }
    for (partition, offset) in offsets {
      rd_kafka_topic_partition_list_add(list, topic, partition).pointee.offset = offset
    }
    return list
  }

  private static func offsets(_ group: OpaquePointer?) throws(KafkaError) -> [Int32: Int64] {
    if let error = rd_kafka_group_result_error(group) {
      throw KafkaError(rd_kafka_error_code(error), rd_kafka_error_string(error).map { String(cString: $0) })
    }
    var found: [Int32: Int64] = [:]
    guard let list = rd_kafka_group_result_partitions(group) else { return found }
    for index in 0..<Int(list.pointee.cnt) {
      let each = list.pointee.elems[index]
      guard each.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(each.err) }
      if each.offset >= 0 { found[each.partition] = each.offset }
    }
    return found
  }

  private static var noMemory: KafkaError { KafkaError(.other, "out of memory") }
}
