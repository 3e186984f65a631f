import Foundation

/// A file of the repository, by its path below the root.
struct SourceFile {
  let path: String
  let text: String

  /// What the generator writes is exempt from rules about how people write.
  var isGenerated: Bool { path.contains("/Generated/") }
  var isSwift: Bool { path.hasSuffix(".swift") }
  var isTest: Bool { path.hasPrefix("Tests/") || path.hasPrefix("Benchmarks/") }
  /// This target must be able to name what it forbids.
  var isTidy: Bool { path.hasPrefix("Tests/TidyTests/") }
  var name: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// `Sources/X/…` and `Plugins/X/Sources/…` belong to target X; other files to none.
  var target: String? {
    let parts = path.split(separator: "/")
    guard parts.count > 2, parts[0] == "Sources" || parts[0] == "Plugins" else { return nil }
    return String(parts[1])
  }
}

enum SourceTree {
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// Folders that hold what is written here.
  private static let folders = [
    "Sources", "Plugins", "Tests", "schemas", "scripts", "docs", "Samples", "Benchmarks", "Examples", "packaging",
    ".ci",
  ]
  private static let textEndings: Set<String> = [
    "swift", "md", "proto", "sql", "py", "sh", "yaml", "yml", "json", "h", "c", "modulemap", "css", "js", "html", "",
  ]

  static func files() throws -> [SourceFile] {
    let manager = FileManager.default
    var paths = try manager.contentsOfDirectory(atPath: root.path).filter { !$0.hasPrefix("DELIVERED") }
    for folder in folders {
      let below = manager.enumerator(atPath: root.appendingPathComponent(folder).path)
      while let path = below?.nextObject() as? String { paths.append("\(folder)/\(path)") }
    }
    return try paths.sorted().compactMap { path in
      let url = root.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      guard textEndings.contains(url.pathExtension), !path.contains("/."), !path.contains("__pycache__"),
        manager.fileExists(atPath: url.path, isDirectory: &isFolder), !isFolder.boolValue
      else { return nil }
      return SourceFile(path: path, text: try String(contentsOf: url, encoding: .utf8))
    }
  }
}
