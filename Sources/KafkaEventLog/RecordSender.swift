import EventLog
import KafkaClient
import Values

/// Sends the records of all slices of this process, by one producer.
final class RecordSender: Sendable {
  private let producers: RenewedProducer<RecordDelivery>

  init(_ make: @escaping @Sendable () throws(KafkaError) -> RecordProducer) {
    producers = RenewedProducer(of: "the log", make)
  }

  /// Returns when each record is reported.
  /// - Parameter markers: positions of those that are ownership markers.
  /// - Parameter offset: where the first is expected to land.
  func send(
    _ records: [Record], markers: Set<Position> = [], to slice: Slice, expecting offset: Int64
  ) async throws(KafkaError) -> SendResult {
    let loop = try producers.current()
    let delivery = RecordDelivery(count: records.count, firstOffset: offset)
    return await loop.deliver(records.count, as: delivery) { (index, token) throws(KafkaError) in
      let record = records[index]
      let key = RecordKey(record, isOwnershipMarker: markers.contains(record.position)).bytes
      try loop.producer.send(to: Int32(slice.number), key: key, value: record.body, token: token)
    }
  }

  /// What is under way is given up: its fate is not known.
  func close() { producers.close() }

  var figures: ClientFigures? { producers.figures }

  /// For tests: the producer of now.
  var producer: RecordProducer? { try? producers.current().producer }
}
