import CRDKafka

extension PartitionReader {
  package enum Edge: Sendable {
    /// The first record that is retained.
    case start
    /// One after the last record that all replicas in sync have.
    case end

    fileprivate var timestamp: Int64 {
      switch self {
      case .start: Int64(RD_KAFKA_OFFSET_BEGINNING)
      case .end: Int64(RD_KAFKA_OFFSET_END)
      }
    }
  }

  /// Asks the leaders of the partitions, in one request for each leader. Blocks its thread.
  /// - Returns: an offset for each partition, in their order.
  package func offsets(of partitions: [Int32], at edge: Edge, waitMs: Int32) throws(KafkaError) -> [Int64] {
    guard let list = rd_kafka_topic_partition_list_new(Int32(partitions.count)) else {
      throw KafkaError(.other, "out of memory")
    }
    defer { rd_kafka_topic_partition_list_destroy(list) }
    for partition in partitions {
      rd_kafka_topic_partition_list_add(list, topicName, partition).pointee.offset = edge.timestamp
    }
    let code = rd_kafka_offsets_for_times(handle.client, list, waitMs)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code).noting(handle.takeNotes()) }
    // The list may have another order now.
    var found: [Int32: Int64] = [:]
    for index in 0..<Int(list.pointee.cnt) {
      let each = list.pointee.elems[index]
      guard each.err == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(each.err).noting(handle.takeNotes()) }
      found[each.partition] = each.offset
    }
    var offsets: [Int64] = []
    for partition in partitions {
      guard let offset = found[partition], offset >= 0 else {
        throw KafkaError(.other, "the broker gave no offset for partition \(partition) of \(topicName)")
      }
      offsets.append(offset)
    }
    return offsets
  }

  /// Asks who leads the partitions now: what the client knows may be old. Blocks its thread.
  package func askForLeaders(waitMs: Int32) throws(KafkaError) {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(handle.client, 0, topic, &metadata, waitMs)
    if let metadata { rd_kafka_metadata_destroy(metadata) }
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code).noting(handle.takeNotes()) }
  }
}
