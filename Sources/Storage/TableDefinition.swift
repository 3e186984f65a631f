/// A table of a plugin as its projection writes it. The table itself is made by the plugin's migrations.
public struct TableDefinition: Sendable, Hashable {
  public let name: String
  /// Key columns first, in the order of the table's primary key; then values.
  public let columns: [ColumnDefinition]
  /// Number of leading key columns; 0 for a table that is only appended to.
  public let keyCount: Int
  /// The key column that grows along a slice; see `merged(_:key:values:growing:)`.
  public let growing: Int?

  /// A table whose rows are only ever added.
  public static func appended(_ name: String, _ columns: [ColumnDefinition]) -> TableDefinition {
    TableDefinition(name: name, columns: columns, keyCount: 0, growing: nil)
  }

  /// A table whose rows are found by key and merged column by column.
  ///
  /// - Parameter growing: an `int8` column of the key whose values grow along a slice, more or less, as the start of an
  ///   interval does. It makes a rebuild many times quicker: rows beyond all that were written before need no look-up.
  ///   Two slices must never write the same key then (the key holds the centre): a rebuild would fail.
  public static func merged(
    _ name: String, key: [ColumnDefinition], values: [ColumnDefinition], growing: String? = nil
  ) -> TableDefinition {
    let place = growing.map { growing in key.firstIndex { $0.name == growing } }
    if let place {
      precondition(place.map { key[$0].kind == .int8 } ?? false, "\(name): what grows is an int8 column of the key")
      precondition(
        values.allSatisfy { $0.merge != .set }, "\(name): the last of several values is not known in a rebuild")
    }
    return TableDefinition(name: name, columns: key + values, keyCount: key.count, growing: place ?? nil)
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
