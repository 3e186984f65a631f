package import CallDomain
package import EventLog
package import Values

/// The centres of a slice as of one record: what a policy is made from, and a snapshot is of.
package struct FoldedState: Sendable {
  package var centres: [CentreID: Centre]
  /// The last record that is folded.
  package var point: ChainPoint

  package init(centres: [CentreID: Centre] = [:], at point: ChainPoint) {
    self.centres = centres
    self.point = point
  }
}
