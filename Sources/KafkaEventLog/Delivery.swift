import KafkaClient
import Synchronization

/// What became of records that were sent together.
enum SendResult: Equatable {
  /// All are in the log, at the offsets that were expected.
  case exact
  /// All are in the log, somewhere.
  case elsewhere
  /// Not all are in the log. `mayLand`: some may come to be.
  case failed(reason: String, mayLand: Bool)
}

/// Records sent together, until the last of them is reported.
struct Delivery {
  private var left: Int
  private let firstOffset: Int64
  private var isExact = true
  private var failure: KafkaError?
  private var mayLand = false
  let continuation: CheckedContinuation<SendResult, Never>

  init(count: Int, firstOffset: Int64, continuation: CheckedContinuation<SendResult, Never>) {
    left = count
    self.firstOffset = firstOffset
    self.continuation = continuation
  }

  /// - Parameter index: of the record among those sent together.
  mutating func reported(_ report: DeliveryReport, index: Int) {
    left -= 1
    if report.offset != firstOffset + Int64(index) { isExact = false }
    guard let error = report.error else { return }
    failure = failure ?? error
    mayLand = mayLand || report.mayLand
  }

  /// The records from some index on were not sent.
  mutating func refused(_ count: Int, _ error: KafkaError) {
    left -= count
    isExact = false
    failure = failure ?? error
  }

  /// `nil`: reports are missing.
  var result: SendResult? {
    guard left == 0 else { return nil }
    if let failure { return .failed(reason: failure.text, mayLand: mayLand) }
    return isExact ? .exact : .elsewhere
  }

  /// No report will come any more.
  func abandoned(_ reason: String) { continuation.resume(returning: .failed(reason: reason, mayLand: true)) }
}
