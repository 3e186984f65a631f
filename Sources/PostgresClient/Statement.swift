/// A query with its parameters' types: made once (`static let`), prepared once per connection on first use.
///
/// Identity is the object: sessions keep a reference beside the name they prepared it under.
package final class Statement: Sendable {
  /// For error messages and logs.
  package let name: String
  package let text: String
  package let parameters: [PostgresType]

  package init(_ name: String, _ text: StaticString, _ parameters: [PostgresType] = []) {
    self.name = name
    self.text = text.description
    self.parameters = parameters
  }

  /// For text that is put together at run time, from identifiers of our own only.
  package init(_ name: String, composed text: String, _ parameters: [PostgresType] = []) {
    self.name = name
    self.text = text
    self.parameters = parameters
  }

  package static let begin = Statement("begin", "BEGIN")
  package static let commit = Statement("commit", "COMMIT")
  package static let rollback = Statement("rollback", "ROLLBACK")
}

/// What an error says about where it happened; cheap until it is asked.
enum StatementLabel {
  case statement(Statement)
  case text(String)
  case step(StaticString)

  /// Long enough to recognise a query, short enough for a log line.
  static let excerptCharacters = 160

  var text: String {
    switch self {
    case .statement(let statement): "\(statement.name): \(Self.excerpt(statement.text))"
    case .text(let sql): Self.excerpt(sql)
    case .step(let step): step.description
    }
  }

  private static func excerpt(_ sql: String) -> String {
    let line = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= excerptCharacters ? line : line.prefix(excerptCharacters) + "…"
  }
}
