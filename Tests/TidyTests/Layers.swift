/// Which targets a target may know. The build refuses an import that Package.swift does not declare; this refuses a
/// declaration that goes against the layers.
enum Layers {
  enum Layer: String { case pure, contract, application, adapter, interface, plugin, edge, root, test }

  static let pure: Set<String> = [
    "Values", "WireRuntime", "Events", "EventViews", "EventJSON", "CallDomain", "Metrics", "TelephonyKit",
    "SimulatedTelephony",
  ]
  private static let contracts: Set<String> = ["EventLog", "Storage", "FailPoints"]
  private static let applications: Set<String> = ["CallHandling", "PluginKit", "VirtualTime", "LiveTelephony"]
  private static let adapters: Set<String> = [
    "Digest", "PostgresClient", "EmbeddedPostgres", "PostgresEventLog", "PostgresStorage", "CentreFile", "CBaselines",
    "TerminalScreen", "Sockets", "CommandSocket", "SystemThreads", "SystemTime", "CMicrohttpd", "HTTPServer",
    "KafkaClient", "KafkaEventLog", "KafkaStream",
  ]
  private static let edges: Set<String> = ["AnonymousBank", "CommandLineKit"]
  /// What others reach the application by: each over one adapter.
  private static let interfaces: Set<String> = ["API"]

  /// What a third-party plugin is written against: the vocabulary, the centre's state and the contracts.
  static let mayBePublic = pure.subtracting(["TelephonyKit", "SimulatedTelephony"])
    .union(["EventLog", "Storage", "PluginKit"])

  /// `nil` for a target that nobody has given a layer yet.
  static func layer(of target: Manifest.Target) -> Layer? {
    if target.kind == .plugin { return .plugin }
    if target.kind == .systemLibrary { return .adapter }
    if target.kind == .executable { return .root }
    if target.kind == .tests || target.name.hasSuffix("Testing") { return .test }
    let layers: [(Set<String>, Layer)] = [
      (pure, .pure), (contracts, .contract), (applications, .application), (adapters, .adapter), (edges, .edge),
      (interfaces, .interface),
    ]
    return layers.first { $0.0.contains(target.name) }?.1
  }

  private static func mayKnow(_ layer: Layer) -> Set<Layer> {
    switch layer {
    case .pure: [.pure]
    case .contract: [.pure, .contract]
    case .application: [.pure, .contract, .application]
    case .adapter: [.pure, .contract, .adapter]
    case .interface: [.pure, .contract, .application, .adapter]
    case .plugin: [.pure, .contract, .application]
    case .edge: [.pure]
    case .root, .test: [.pure, .contract, .application, .adapter, .interface, .plugin, .edge, .root, .test]
    }
  }

  static func findings(_ manifest: Manifest) -> [Finding] {
    manifest.targets.flatMap { target -> [Finding] in
      func finding(_ message: String) -> Finding { Finding(path: "Package.swift", line: 0, message: message) }
      guard let layer = layer(of: target) else {
        return [finding("\(target.name) has no layer: say which in Layers.swift")]
      }
      return target.dependencies.compactMap { name in
        guard let dependency = manifest.targets.first(where: { $0.name == name }) else {
          return finding("\(target.name) depends on \(name), which is no target")
        }
        guard let other = self.layer(of: dependency) else { return nil }
        return mayKnow(layer).contains(other)
          ? nil : finding("\(target.name) (\(layer)) may not know \(name) (\(other)): arrows point inward only")
      }
    }
  }

  // MARK: imports and access

  private static let world: Set<String> = [
    "Foundation", "FoundationEssentials", "FoundationNetworking", "Glibc", "Musl", "Darwin", "Dispatch",
    "Synchronization",
  ]

  static func findings(in file: SourceFile, _ swift: SwiftText) -> [Finding] {
    guard let target = file.target else { return [] }
    var findings: [Finding] = []
    if pure.contains(target) {
      findings += imports(swift).filter { world.contains($0.module) }.map {
        Finding(path: file.path, line: $0.line, message: "import \($0.module) in a pure target: values come in")
      }
    }
    let published = swift.lines(with: "public")
    if !mayBePublic.contains(target), let first = published.first {
      let message = "public, \(published.count) times: package is enough outside what a plugin is written against"
      findings.append(Finding(path: file.path, line: first, message: message))
    }
    return findings
  }

  /// Two targets that import one C module would be two places that know its rules.
  static func sharedModules(_ files: [(SourceFile, SwiftText)]) -> [Finding] {
    var importers: [String: Set<String>] = [:]
    for (file, swift) in files {
      guard let target = file.target else { continue }
      for (module, _) in imports(swift) where isCModule(module) { importers[module, default: []].insert(target) }
    }
    return importers.filter { $0.value.count > 1 }.map { module, targets in
      Finding(
        path: "Sources", line: 0,
        message: "\(module) is imported by \(targets.sorted().joined(separator: " and ")): one only")
    }
  }

  private static func isCModule(_ name: String) -> Bool {
    let letters = Array(name)
    return letters.count > 1 && letters[0] == "C" && letters[1].isUppercase
  }

  static func imports(_ swift: SwiftText) -> [(module: String, line: Int)] {
    swift.code.indices.compactMap { index in
      guard CodeWord.occurs(Array("import".utf8), in: swift.code[index]) else { return nil }
      let words = String(decoding: swift.code[index], as: UTF8.self).split(separator: " ")
      guard let place = words.firstIndex(of: "import"), place + 1 < words.count else { return nil }
      let module = words[words.count - 1].split(separator: ".")[0]
      return (String(module), index + 1)
    }
  }
}
