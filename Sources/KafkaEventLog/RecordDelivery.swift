import KafkaClient

/// What became of records that were sent together.
enum SendResult: Sendable, Equatable {
  /// All are in the log, at the offsets that were expected.
  case exact
  /// All are in the log, somewhere.
  case elsewhere
  /// All are in the log, at offsets where others were read before: it is not the log that it was.
  case below
  /// The record with that index is larger than the topic takes.
  case tooLarge(index: Int)
  /// Not all are in the log. `mayLand`: some may come to be.
  case failed(reason: String, mayLand: Bool)
}

/// Records of the log on their way: all that counts is whether they land next to each other where they should.
struct RecordDelivery: Delivery {
  private var left: Int
  private let firstOffset: Int64
  private var isExact = true
  private var isBelow = false
  private var tooLarge: Int?
  private var failure: KafkaError?
  private var mayLand = false

  init(count: Int, firstOffset: Int64) {
    left = count
    self.firstOffset = firstOffset
  }

  mutating func reported(_ report: DeliveryReport, index: Int) {
    left -= 1
    if report.offset != firstOffset + Int64(index) { isExact = false }
    guard let error = report.error else {
      // One that was acknowledged twice has no offset.
      if 0..<max(0, firstOffset) ~= report.offset { isBelow = true }
      return
    }
    if error.kind == .tooLarge { tooLarge = min(index, tooLarge ?? index) }
    failure = failure ?? error
    mayLand = mayLand || report.mayLand
  }

  mutating func refused(_ count: Int, from index: Int, _ error: KafkaError) {
    left -= count
    isExact = false
    failure = failure ?? error
    if error.kind == .tooLarge { tooLarge = tooLarge ?? index }
  }

  var outcome: SendResult? {
    guard left == 0 else { return nil }
    if let tooLarge, !mayLand { return .tooLarge(index: tooLarge) }
    if let failure { return .failed(reason: failure.text, mayLand: mayLand) }
    if isBelow { return .below }
    return isExact ? .exact : .elsewhere
  }

  func abandoned(_ error: KafkaError) -> SendResult { .failed(reason: error.text, mayLand: true) }
}
