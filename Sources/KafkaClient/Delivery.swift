/// Records that are sent together, until the last of them is reported: what becomes of them for who sent them.
package protocol Delivery: Sendable {
  associatedtype Outcome: Sendable

  /// - Parameter index: of the record among those sent together.
  mutating func reported(_ report: DeliveryReport, index: Int)

  /// So many records, from `index` on, were not sent.
  mutating func refused(_ count: Int, from index: Int, _ error: KafkaError)

  /// `nil`: reports are missing.
  var outcome: Outcome? { get }

  /// No report will come any more.
  func abandoned(_ error: KafkaError) -> Outcome
}
