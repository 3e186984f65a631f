import CRDKafka

/// librdkafka's own brokers in this process: for tests, where no Kafka is at hand. They keep at most 5 MiB of a
/// partition, answer no questions about settings, can't delete, and do not wake a fetch that waits.
package final class MockBrokers: Sendable {
  private let handle: KafkaHandle
  package let addresses: String

  package init(count: Int = 1) throws(KafkaError) {
    handle = try KafkaHandle(
      RD_KAFKA_PRODUCER, ["client.id": "mock", "test.mock.num.brokers": "\(count)"])
    guard let cluster = rd_kafka_handle_mock_cluster(handle.client),
      let addresses = rd_kafka_mock_cluster_bootstraps(cluster)
    else { throw handle.lastError() }
    self.addresses = String(cString: addresses)
  }

  private var cluster: OpaquePointer? { rd_kafka_handle_mock_cluster(handle.client) }

  package func makeTopic(_ name: String, partitions: Int32, replication: Int32 = 1) throws(KafkaError) {
    let code = rd_kafka_mock_topic_create(cluster, name, partitions, replication)
    guard code == RD_KAFKA_RESP_ERR_NO_ERROR else { throw KafkaError(code) }
  }

  /// What the brokers are asked to do next and refuse.
  package enum Request: Sendable {
    case produce, fetch, listOffsets

    fileprivate var apiKey: Int16 {
      switch self {
      case .produce: 0
      case .fetch: 1
      case .listOffsets: 2
      }
    }
  }

  /// The next requests of that kind are answered with these error codes of Kafka's protocol, one each.
  package func refuse(_ request: Request, with codes: [Int32]) {
    var errors = codes.map { rd_kafka_resp_err_t($0) }
    rd_kafka_mock_push_request_errors_array(cluster, request.apiKey, errors.count, &errors)
  }

  /// Every answer of the broker comes that much later.
  package func delayAnswers(of broker: Int32, ms: Int32) { rd_kafka_mock_broker_set_rtt(cluster, broker, ms) }

  /// Its connections break and none is taken.
  package func stop(_ broker: Int32) { rd_kafka_mock_broker_set_down(cluster, broker) }
  package func start(_ broker: Int32) { rd_kafka_mock_broker_set_up(cluster, broker) }
}
