/// Why a decision cannot be the one behind what is asked.
public enum RouteMismatch: Sendable, Equatable, CaseIterable {
  /// It is about another call, or another stay of it.
  case otherEntry
  /// It chose others than the offer names.
  case otherAgents
  /// It chose somebody: that is an offer.
  case somebodyChosen
  case noReason
  /// It names more than `CoreLimits` lets one decision name.
  case tooLong

  var words: String {
    switch self {
    case .otherEntry: "is about another entry. Decide again"
    case .otherAgents: "chose others than the offer names"
    case .somebodyChosen: "chose somebody. Make an offer"
    case .noReason: "chose nobody and does not say why"
    case .tooLong: "names too much. Leave out the last candidates, rivals and exclusions"
    }
  }
}
