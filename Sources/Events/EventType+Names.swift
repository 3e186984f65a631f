extension EventType {
  /// Every type that this version knows, as `call.arrived`, in the order of the schema.
  public static let allNames: [String] = allCases.map(\.name)

  /// The inverse of `name`; `nil` for a name that this version does not know.
  public init?(name: String) {
    guard let type = Self.byName[name] else { return nil }
    self = type
  }

  private static let byName: [String: EventType] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })
}
