/// The fields of a message's head, in the order in which they came.
package struct HTTPHeaders: Sendable, Equatable {
  package struct Field: Sendable, Equatable {
    /// In lower case.
    package let name: String
    package let value: String
  }

  package private(set) var fields: [Field] = []

  package init() {}

  package mutating func add(_ name: String, _ value: String) {
    fields.append(Field(name: name.lowercased(), value: value))
  }

  /// The value of the first field of that name, in lower case.
  package subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }

  package func all(_ name: String) -> [String] { fields.filter { $0.name == name }.map(\.value) }
}
