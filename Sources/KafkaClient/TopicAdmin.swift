import CRDKafka

/// Makes, describes and (in tests) unmakes topics. Every call blocks its thread.
package final class TopicAdmin: Sendable {
  private let handle: KafkaHandle
  private let waitMs: Int32

  package init(
    _ properties: ClientProperties, waitMs: Int32, sockets: SocketRegistry? = nil
  ) throws(KafkaError) {
    // A consumer: a producer's questions would make topics that are not there.
    handle = try KafkaHandle(RD_KAFKA_CONSUMER, properties, sockets: sockets)
    self.waitMs = waitMs
  }

  /// `nil`: there is no such topic.
  package func partitionCount(of name: String) throws(KafkaError) -> Int? { try shape(of: name)?.partitions }

  /// `nil`: there is no such topic.
  package func shape(of name: String) throws(KafkaError) -> TopicShape? {
    guard let topic = rd_kafka_topic_new(handle.client, name, nil) else { throw handle.lastError() }
    defer { rd_kafka_topic_destroy(topic) }
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(handle.client, 0, topic, &metadata, waitMs)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code).noting(handle.takeNotes()) }
    defer { rd_kafka_metadata_destroy(metadata) }
    guard metadata.pointee.topic_cnt > 0 else { return nil }
    let found = metadata.pointee.topics[0]
    guard found.err == RD_KAFKA_RESP_ERR_NO_ERROR else {
      let error = KafkaError(found.err)
      if error.kind == .unknownTopic { return nil }
      throw error
    }
    let partitions = UnsafeBufferPointer(start: found.partitions, count: Int(found.partition_cnt))
    return TopicShape(
      partitions: partitions.count, replicas: partitions.map(\.replica_cnt).min() ?? 0,
      brokers: metadata.pointee.broker_cnt)
  }

  /// How many copies a topic that is made now gets.
  /// - Parameter wanted: `nil`: as many as `TopicShape.replication` says for the brokers that are there.
  package func replication(wanted: Int32?) throws(KafkaError) -> Int32 {
    if let wanted { return wanted }
    return TopicShape.replication(brokers: try brokerCount())
  }

  /// Those that are there now.
  package func brokerCount() throws(KafkaError) -> Int32 {
    var metadata: UnsafePointer<rd_kafka_metadata>?
    let code = rd_kafka_metadata(handle.client, 1, nil, &metadata, waitMs)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR, let metadata else { throw KafkaError(code).noting(handle.takeNotes()) }
    defer { rd_kafka_metadata_destroy(metadata) }
    return metadata.pointee.broker_cnt
  }

  /// Somebody else may have made it: then the error's kind is `topicExists`.
  package func makeTopic(
    _ name: String, partitions: Int32, replication: Int32, settings: [(name: String, value: String)]
  ) throws(KafkaError) {
    var text = [CChar](repeating: 0, count: 512)
    guard let topic = rd_kafka_NewTopic_new(name, partitions, replication, &text, text.count) else {
      throw KafkaError(.misconfigured, "topic \(name) can't be made: \(String(terminated: text))")
    }
    defer { rd_kafka_NewTopic_destroy(topic) }
    for (setting, value) in settings { rd_kafka_NewTopic_set_config(topic, setting, value) }
    try answer { queue in
      var topics: OpaquePointer? = topic
      rd_kafka_CreateTopics(handle.client, &topics, 1, nil, queue)
    } check: { (event) throws(KafkaError) in
      var count = 0
      guard let results = rd_kafka_CreateTopics_result_topics(rd_kafka_event_CreateTopics_result(event), &count)
      else { return }
      for index in 0..<count { try Self.check(results[index]) }
    }
  }

  package func deleteTopic(_ name: String) throws(KafkaError) {
    guard let topic = rd_kafka_DeleteTopic_new(name) else { throw KafkaError(.other, "out of memory") }
    defer { rd_kafka_DeleteTopic_destroy(topic) }
    try answer { queue in
      var topics: OpaquePointer? = topic
      rd_kafka_DeleteTopics(handle.client, &topics, 1, nil, queue)
    } check: { (event) throws(KafkaError) in
      var count = 0
      guard let results = rd_kafka_DeleteTopics_result_topics(rd_kafka_event_DeleteTopics_result(event), &count)
      else { return }
      for index in 0..<count { try Self.check(results[index]) }
    }
  }

  /// Deletes what is below the offset, as a retention would.
  package func deleteRecords(of name: String, partition: Int32, below offset: Int64) throws(KafkaError) {
    guard let list = rd_kafka_topic_partition_list_new(1) else { throw KafkaError(.other, "out of memory") }
    defer { rd_kafka_topic_partition_list_destroy(list) }
    rd_kafka_topic_partition_list_add(list, name, partition).pointee.offset = offset
    guard let request = rd_kafka_DeleteRecords_new(list) else { throw KafkaError(.other, "out of memory") }
    defer { rd_kafka_DeleteRecords_destroy(request) }
    try answer { queue in
      var requests: OpaquePointer? = request
      rd_kafka_DeleteRecords(handle.client, &requests, 1, nil, queue)
    } check: { (event) throws(KafkaError) in
      let result = rd_kafka_event_DeleteRecords_result(event)
      guard let offsets = rd_kafka_DeleteRecords_result_offsets(result) else { return }
      for index in 0..<Int(offsets.pointee.cnt) {
        let error = offsets.pointee.elems[index].err
        if error != RD_KAFKA_RESP_ERR_NO_ERROR { throw KafkaError(error) }
      }
    }
  }

  /// The topic's settings by name, the broker's defaults among them.
  package func settings(of name: String) throws(KafkaError) -> [String: String] {
    guard let resource = rd_kafka_ConfigResource_new(RD_KAFKA_RESOURCE_TOPIC, name) else {
      throw KafkaError(.other, "out of memory")
    }
    defer { rd_kafka_ConfigResource_destroy(resource) }
    var found: [String: String] = [:]
    try answer { queue in
      var resources: OpaquePointer? = resource
      rd_kafka_DescribeConfigs(handle.client, &resources, 1, nil, queue)
    } check: { (event) throws(KafkaError) in
      var count = 0
      let result = rd_kafka_event_DescribeConfigs_result(event)
      guard let resources = rd_kafka_DescribeConfigs_result_resources(result, &count), count > 0 else { return }
      let error = rd_kafka_ConfigResource_error(resources[0])
      guard error == RD_KAFKA_RESP_ERR_NO_ERROR else {
        throw KafkaError(error, rd_kafka_ConfigResource_error_string(resources[0]).map { String(cString: $0) })
      }
      var entries = 0
      guard let configs = rd_kafka_ConfigResource_configs(resources[0], &entries) else { return }
      for index in 0..<entries {
        let entry = configs[index]
        guard let name = rd_kafka_ConfigEntry_name(entry), let value = rd_kafka_ConfigEntry_value(entry) else {
          continue
        }
        found[String(cString: name)] = String(cString: value)
      }
    }
    return found
  }

  private static func check(_ result: OpaquePointer?) throws(KafkaError) {
    let error = rd_kafka_topic_result_error(result)
    guard error != RD_KAFKA_RESP_ERR_NO_ERROR else { return }
    throw KafkaError(error, rd_kafka_topic_result_error_string(result).map { String(cString: $0) })
  }

  private func answer(
    _ send: (OpaquePointer?) -> Void, check: (OpaquePointer?) throws(KafkaError) -> Void
  ) throws(KafkaError) {
    try handle.answer(waitMs: waitMs, send, check: check)
  }
}
