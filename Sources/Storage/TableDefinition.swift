/// A table of a plugin as its projection writes it. The table itself is made by the plugin's migrations.
public struct TableDefinition: Sendable, Hashable {
  public let name: String
  /// Key columns first, in the order of the table's primary key; then values.
  public let columns: [ColumnDefinition]
  /// Number of leading key columns; 0 for a table that is only appended to.
  public let keyCount: Int

  /// A table whose rows are only ever added.
  public static func appended(_ name: String, _ columns: [ColumnDefinition]) -> TableDefinition {
    TableDefinition(name: name, columns: columns, keyCount: 0)
  }

  /// A table whose rows are found by key and merged column by column.
  public static func merged(_ name: String, key: [ColumnDefinition], values: [ColumnDefinition]) -> TableDefinition {
    TableDefinition(name: name, columns: key + values, keyCount: key.count)
  }
}

public struct ColumnDefinition: Sendable, Hashable {
  public enum Kind: Sendable, Hashable {
    case int2, int4, int8, bool, text, bytea
  }
  /// How a value joins the one that the row has.
  public enum Merge: Sendable, Hashable {
    case set, add, max, min
  }

  public let name: String
  public let kind: Kind
  public let merge: Merge

  public init(_ name: String, _ kind: Kind, _ merge: Merge = .set) {
    self.name = name
    self.kind = kind
    self.merge = merge
  }
}
