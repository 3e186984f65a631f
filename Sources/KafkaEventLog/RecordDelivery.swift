import KafkaClient

/// What became of records that were sent together.
enum SendResult: Sendable, Equatable {
  /// All are in the log, at the offsets that were expected.
  case exact
  /// All are in the log, somewhere.
  case elsewhere
  /// Not all are in the log. `mayLand`: some may come to be.
  case failed(reason: String, mayLand: Bool)
}

/// Records of the log on their way: all that counts is whether they land next to each other where they should.
struct RecordDelivery: Delivery {
  private var left: Int
  private let firstOffset: Int64
  private var isExact = true
  private var failure: KafkaError?
  private var mayLand = false

  init(count: Int, firstOffset: Int64) {
    left = count
    self.firstOffset = firstOffset
  }

  mutating func reported(_ report: DeliveryReport, index: Int) {
    left -= 1
    if report.offset != firstOffset + Int64(index) { isExact = false }
    guard let error = report.error else { return }
    failure = failure ?? error
    mayLand = mayLand || report.mayLand
  }

  mutating func refused(_ count: Int, from index: Int, _ error: KafkaError) {
    left -= count
    isExact = false
    failure = failure ?? error
  }

  var outcome: SendResult? {
    guard left == 0 else { return nil }
    if let failure { return .failed(reason: failure.text, mayLand: mayLand) }
    return isExact ? .exact : .elsewhere
  }

  func abandoned(_ error: KafkaError) -> SendResult { .failed(reason: error.text, mayLand: true) }
}
