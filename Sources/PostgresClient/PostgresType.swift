/// The types this client writes and reads in binary form, by PostgreSQL's object identifier.
package enum PostgresType: UInt32, Sendable, Hashable {
  case bool = 16
  case bytea = 17
  case int8 = 20
  case int2 = 21
  case int4 = 23
  case text = 25
  case float8 = 701
  case uuid = 2950
  case jsonb = 3802
  case boolArray = 1000
  case byteaArray = 1001
  case int2Array = 1005
  case int4Array = 1007
  case textArray = 1009
  case int8Array = 1016
  case float8Array = 1022
  case uuidArray = 2951
}

extension PostgresType {
  /// The array type over this one; `nil` for arrays and `jsonb`.
  var array: PostgresType? {
    switch self {
    case .bool: .boolArray
    case .bytea: .byteaArray
    case .int2: .int2Array
    case .int4: .int4Array
    case .int8: .int8Array
    case .text: .textArray
    case .float8: .float8Array
    case .uuid: .uuidArray
    case .jsonb, .boolArray, .byteaArray, .int2Array, .int4Array, .textArray, .int8Array, .float8Array, .uuidArray: nil
    }
  }
}

/// Object identifiers as the server reports them for result columns.
enum ColumnType {
  /// Types whose binary form is their text.
  static func isText(_ oid: UInt32) -> Bool {
    switch oid {
    case 19, 25, 114, 142, 705, 1042, 1043: true
    // Enums and other types of the schema: an enum's binary form is its label.
    default: oid >= firstUserDefined
    }
  }

  static let firstUserDefined: UInt32 = 16384

  static func name(_ oid: UInt32) -> String {
    if let known = PostgresType(rawValue: oid) { return "\(known)" }
    switch oid {
    case 1700: return "numeric (cast it to int8 or float8)"
    case 1184: return "timestamptz"
    case 1114: return "timestamp"
    case 700: return "float4"
    default: return "type \(oid)"
    }
  }
}
