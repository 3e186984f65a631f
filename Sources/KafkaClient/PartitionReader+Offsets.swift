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

  /// The same for who needs all of them.
  /// - Returns: an offset for each partition, in their order.
  package func offsets(of partitions: [Int32], at edge: Edge, waitMs: Int32) throws(KafkaError) -> [Int64] {
    let found = try offsetsEach(of: partitions, at: edge, waitMs: waitMs)
    var offsets: [Int64] = []
    for partition in partitions { if let result = found[partition] { offsets.append(try result.get()) } }
    return offsets
  }

  /// Asks the leaders of the partitions, in one request for each leader. Blocks its thread.
  /// - Returns: for each partition its offset, or why its leader gave none.
  package func offsetsEach(
    of partitions: [Int32], at edge: Edge, waitMs: Int32
  ) throws(KafkaError) -> [Int32: Result<Int64, KafkaError>] {
    guard let list = rd_kafka_topic_partition_list_new(Int32(partitions.count)) else {
      throw KafkaError(.other, "out of memory")
    }
    defer { rd_kafka_topic_partition_list_destroy(list) }
    for partition in partitions {
      rd_kafka_topic_partition_list_add(list, topicName, partition).pointee.offset = edge.timestamp
    }
    let code = rd_kafka_offsets_for_times(handle.client, list, waitMs)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code).noting(handle.takeNotes()) }
    var found: [Int32: Result<Int64, KafkaError>] = [:]
    for partition in partitions {
      found[partition] = .failure(
        KafkaError(.other, "the broker gave no offset for partition \(partition) of \(topicName)"))
    }
    for index in 0..<Int(list.pointee.cnt) {
      let each = list.pointee.elems[index]
      if each.err != RD_KAFKA_RESP_ERR_NO_ERROR {
        found[each.partition] = .failure(KafkaError(each.err).noting(handle.takeNotes()))
      } else if each.offset >= 0 {
        found[each.partition] = .success(each.offset)
      }
    }
    return found
  }

  /// Makes the client look whether there is room for more of a partition: librdkafka before 2.2 fetches nothing while
  /// its queue is full, and then sleeps for up to a second unless something is sent to the broker. Blocks its thread
  /// until the broker has answered.
  package func rouse(_ partition: Int32, waitMs: Int32) {
    // What the broker says does not matter. The call for one partition alone would wait a minute for one that is gone.
    _ = try? offsets(of: [partition], at: .end, waitMs: waitMs)
  }

  /// Asks who leads the partitions now: what the client knows may be old. Blocks its thread.
  package func askForLeaders(waitMs: Int32) throws(KafkaError) {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(handle.client, 0, topic, &metadata, waitMs)
    if let metadata { rd_kafka_metadata_destroy(metadata) }
    if code != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(code).noting(handle.takeNotes()) }
  }
}
