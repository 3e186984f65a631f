import KafkaClient

extension MetricsPage {
  private typealias Broker = ClientFigures.Broker

  /// How clients of Kafka are, and how they find their brokers.
  func addClients(to page: inout Exposition) {
    guard !clients.isEmpty else { return }
    page.family("trunkline_kafka_queued_records", .gauge, "Records to be sent, or not acknowledged.")
    for each in clients { page.sample(each.figures.queuedRecords, ["client": each.client]) }
    page.family("trunkline_kafka_queued_bytes", .gauge, "Bytes of these records.")
    for each in clients { page.sample(each.figures.queuedBytes, ["client": each.client]) }
    page.family("trunkline_kafka_fetched_records", .gauge, "Records fetched before they are wanted.")
    for each in clients { page.sample(each.figures.fetchedRecords, ["client": each.client]) }
    page.family("trunkline_kafka_fetched_bytes", .gauge, "Bytes of these records.")
    for each in clients { page.sample(each.figures.fetchedBytes, ["client": each.client]) }
    add("broker_up", .gauge, "1 where the client is connected to the broker.", to: &page) { $0.isUp ? 1 : 0 }
    add("connects_total", .counter, "Connections that were tried.", to: &page, \.connects)
    add("disconnects_total", .counter, "Connections that ended.", to: &page, \.disconnects)
    add("send_errors_total", .counter, "Requests that could not be sent.", to: &page, \.sendErrors)
    add("receive_errors_total", .counter, "Answers that could not be received.", to: &page, \.receiveErrors)
    add("request_timeouts_total", .counter, "Requests that were not answered in time.", to: &page, \.timeouts)
    add("requests_unsent", .gauge, "Requests that wait to be sent.", to: &page, \.unsent)
    add("requests_unanswered", .gauge, "Requests that are sent and not answered.", to: &page, \.unanswered)
    addWaits(to: &page)
  }

  private func add(
    _ name: String, _ kind: Exposition.Kind, _ help: String, to page: inout Exposition, _ figure: (Broker) -> UInt64
  ) {
    page.family("trunkline_kafka_" + name, kind, help)
    for each in clients {
      for broker in each.figures.brokers {
        page.sample(figure(broker), ["client": each.client, "broker": "\(broker.id)"])
      }
    }
  }

  /// A fetch waits at the broker until there is something: a reader's waits are no measure of the broker.
  private func addWaits(to page: inout Exposition) {
    page.family(
      "trunkline_kafka_request_duration_seconds", .summary,
      "From sending a request to its answer; the quantiles are of the last five seconds.")
    for each in clients {
      for broker in each.figures.brokers {
        let (client, id) = (each.client, "\(broker.id)")
        for case (let quantile, let wait?) in [("0.5", broker.median), ("0.99", broker.percentile99)] {
          page.sample(Self.seconds(wait), ["client": client, "broker": id, "quantile": quantile])
        }
        page.sample(
          Self.seconds(broker.answeredMicroseconds), ["client": client, "broker": id], suffix: "_sum")
        page.sample(broker.answered, ["client": client, "broker": id], suffix: "_count")
      }
    }
  }

  private static func seconds(_ microseconds: UInt64) -> Double { Double(microseconds) / 1_000_000 }
}
