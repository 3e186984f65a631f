import EventLog
import Synchronization
import Values

/// What this process did to the slices that it writes.
final class Tenures: Sendable {
  struct Tenure: Sendable {
    /// What it took the slice with.
    var marker: OwnershipMarker?
    /// Some records of an append may still land.
    var isUnsettled = false
    /// The epoch that it began only to keep its own records out.
    var barrier: Epoch?
  }
  private let tenures = Mutex<[Slice: Tenure]>([:])

  subscript(_ slice: Slice) -> Tenure {
    tenures.withLock { $0[slice] ?? Tenure() }
  }

  func change(_ slice: Slice, _ change: (inout Tenure) -> Void) {
    tenures.withLock { change(&$0[slice, default: Tenure()]) }
  }
}
