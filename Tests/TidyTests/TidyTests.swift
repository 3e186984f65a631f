import Testing

/// The house rules (CONTRIBUTING.md), over the whole tree. `CheckerTests` shows that each can fail.
@Suite struct TidyTests {
  private static let files = Result { try SourceTree.files() }
  private static let swiftFiles = files.map { $0.filter(\.isSwift).map { ($0, SwiftText($0.text)) } }

  private func report(_ findings: [Finding]) {
    for finding in findings.sorted() { Issue.record(Comment(rawValue: finding.description)) }
  }

  private func reportSwift(
    _ rule: (SourceFile, SwiftText) -> [Finding], where applies: (SourceFile) -> Bool = { _ in true }
  ) throws {
    let files = try Self.swiftFiles.get().filter { applies($0.0) }
    #expect(files.count > 20, "the tree was not found")
    report(files.flatMap(rule))
  }

  @Test func bans() throws { try reportSwift(Bans.findings) { !$0.isTidy } }
  @Test func declarations() throws { try reportSwift(Declarations.findings) { !$0.isTidy } }
  @Test func sizes() throws { try reportSwift(Sizes.findings) }
  @Test func names() throws { try reportSwift(Names.findings) }
  @Test func purityAndAccess() throws { try reportSwift(Layers.findings) }
  @Test func texts() throws { report(try Self.files.get().flatMap(Texts.findings)) }
  @Test func oneTargetPerCModule() throws { report(Layers.sharedModules(try Self.swiftFiles.get())) }

  @Test func namedTestsExist() throws {
    let files = try Self.files.get()
    let known = NamedTests.names(in: files)
    let documents = files.filter { NamedTests.documents.contains($0.path) }
    #expect(documents.count == NamedTests.documents.count)
    report(documents.flatMap { NamedTests.findings(in: $0, known: known) })
  }

  @Test func directions() throws {
    let files = try Self.files.get()
    let text = try #require(files.first { $0.path == "Package.swift" }?.text)
    let manifest = Manifest(text)
    report(Layers.findings(manifest))
    // Every folder of code belongs to a target that was understood, or the rule above would say nothing about it.
    let folders = Set(files.filter(\.isSwift).compactMap(\.target))
    #expect(folders.subtracting(manifest.targets.map(\.name)) == [])
  }

  @Test func exemptionsAreStillNeeded() throws {
    let declared = try Self.swiftFiles.get().flatMap { file, swift in
      Names.declaredTypes(swift).map { (file.target, Names.words(of: $0.name)) }
    }
    for exemption in Names.exemptions {
      let isUsed = declared.contains { $0 == exemption.target && $1.contains(exemption.word) }
      let targetIsWritten = declared.contains { $0.0 == exemption.target }
      #expect(isUsed || !targetIsWritten, "nobody needs '\(exemption.word)' in \(exemption.target) any more")
    }
  }
}
