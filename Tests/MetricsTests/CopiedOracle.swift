import Foundation
import Testing

/// A file of `Data/`, as its text.
enum CopiedOracle {
  static func text(_ name: String) throws -> String {
    let folder = try #require(Bundle.module.url(forResource: "Data", withExtension: nil))
    return try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
  }
}
