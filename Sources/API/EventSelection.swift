import Events
import Values

/// Which events a client wants.
struct EventSelection: Sendable, Equatable {
  /// `nil`: of all centres of the slice.
  var centre: CentreID?
  /// Types as `call.arrived` and families as `call`; empty: all.
  var types: Set<String> = []

  /// What may stand in `types`.
  static let known = Set(EventType.allNames + EventType.allNames.map(family(of:)))

  static func family(of type: String) -> String { String(type.prefix { $0 != "." }) }

  func admits(_ event: PublicEvent, of centre: CentreID?) -> Bool {
    if let wanted = self.centre, wanted != centre { return false }
    return types.isEmpty || types.contains(event.type) || types.contains(event.family)
  }
}
