import Testing
import TrunklineTesting

extension TableContents {
  /// The only row of a table.
  func only(_ table: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> [String: Field] {
    let all = rows[table] ?? [:]
    #expect(all.count == 1, "\(all)", sourceLocation: sourceLocation)
    return try #require(all.values.first, sourceLocation: sourceLocation)
  }
}

/// Expects these fields among those of a row.
func expect(
  _ row: [String: Field], _ expected: [String: Int64], sourceLocation: SourceLocation = #_sourceLocation
) {
  for (name, value) in expected {
    #expect(row[name] == .integer(value), "\(name)", sourceLocation: sourceLocation)
  }
}
