/// A YAML document as it was written: all scalars are text, every node knows its place.
package struct YAMLNode: Sendable, Equatable {
  package enum Content: Sendable, Equatable {
    /// `quoted`: not to be taken for “nothing”.
    case scalar(String, quoted: Bool)
    case sequence([YAMLNode])
    /// In the order of the file; no key twice.
    case mapping([YAMLEntry])
  }

  package let place: Place
  package let content: Content

  package var isNothing: Bool {
    guard case .scalar(let text, quoted: false) = content else { return false }
    return text.isEmpty || text == "~" || text == "null"
  }

  package var kind: String {
    switch content {
    case .scalar: isNothing ? "nothing" : "a single value"
    case .sequence: "a list"
    case .mapping: "a group of keys"
    }
  }
}

package struct YAMLEntry: Sendable, Equatable {
  package let key: String
  package let place: Place
  package let value: YAMLNode
}

/// What bounds a file before anything in it is looked at.
package enum YAMLLimits {
  /// libyaml's time grows with the square of some nestings; a centre of 5,000 agents is 400 KB.
  package static let bytesMax = 4 << 20
  package static let depthMax = 24
  package static let nodesMax = 500_000
  /// More are not collected: the first ones explain the rest.
  package static let mistakesMax = 100
}
