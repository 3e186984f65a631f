public import Storage

/// A consumer of the log with a name: what it reads, which tables it fills, what it wants. Plugins never import each
/// other.
public struct Plugin: Sendable {
  /// Lower-case ASCII letters, at most 20: the prefix of its schemas and the name of its views' schema.
  public let name: String
  /// Raised when the same events would give other rows; a rebuild then compares only what is defined alike.
  public let version: Int64
  /// Every table has a view of the same name in the schema `name`, which is what everyone reads.
  public let tables: [TableDefinition]
  /// Make the tables, unqualified: they run with the build's schema as search path.
  public let migrations: [Migration]
  public let projection: any BatchProjection
  public let policies: [PolicyDeclaration]
  /// `nil`: it publishes nothing.
  public let publication: (any Publication)?

  public init(
    name: String, version: Int64, tables: [TableDefinition] = [], migrations: [Migration] = [],
    projection: any BatchProjection = NoRows(), policies: [PolicyDeclaration] = [],
    publication: (any Publication)? = nil
  ) {
    precondition(
      !name.isEmpty && name.utf8.count <= 20
        && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) },
      "a plugin's name is 1 to 20 lower-case ASCII letters")
    self.name = name
    self.version = version
    self.tables = tables
    self.migrations = migrations
    self.projection = projection
    self.policies = policies
    self.publication = publication
  }

  /// It keeps rows, which a rebuild makes anew.
  public var hasRows: Bool { !tables.isEmpty }
  /// It has checkpoints, so it is known how far it is.
  public var keepsPlace: Bool { hasRows || publication != nil }
}
