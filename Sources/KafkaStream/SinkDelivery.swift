import KafkaClient

/// Records of the stream on their way: the first that fails of those sent together is told.
struct SinkDelivery: Delivery {
  struct Failure: Sendable {
    let index: Int
    let error: KafkaError
  }
  enum Result: Sendable {
    case sent
    case failed(Failure)
  }
  private var left: Int
  private var failure: Failure?

  init(count: Int) { left = count }

  mutating func reported(_ report: DeliveryReport, index: Int) {
    left -= 1
    if let error = report.error { note(index, error) }
  }

  mutating func refused(_ count: Int, from index: Int, _ error: KafkaError) {
    left -= count
    note(index, error)
  }

  private mutating func note(_ index: Int, _ error: KafkaError) {
    if index < failure?.index ?? .max { failure = Failure(index: index, error: error) }
  }

  var outcome: Result? {
    guard left == 0 else { return nil }
    return failure.map { .failed($0) } ?? .sent
  }

  func abandoned(_ error: KafkaError) -> Result { .failed(Failure(index: 0, error: error)) }
}
