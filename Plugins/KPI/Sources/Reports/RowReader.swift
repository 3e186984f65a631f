import Storage
import Values

/// Takes the columns of a row one after the other.
struct RowReader {
  private var values: ArraySlice<Value>

  init(_ row: [Value]) { values = row[...] }

  mutating func integer() throws(StorageFailure) -> Int64 {
    guard case .integer(let value) = values.popFirst() else { throw Self.mismatch("a number") }
    return value
  }

  mutating func text() throws(StorageFailure) -> String {
    guard case .text(let value) = values.popFirst() else { throw Self.mismatch("text") }
    return value
  }

  mutating func name<Name: TextIdentifier>(_: Name.Type) throws(StorageFailure) -> Name {
    Name(unchecked: try text())
  }

  private static func mismatch(_ wanted: String) -> StorageFailure {
    StorageFailure(.missing, "a column of the kpi tables is not \(wanted): they were made by another version")
  }
}
