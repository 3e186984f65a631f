import Testing

/// A check that cannot fail is worth nothing: each is shown a bad snippet, and a good one that looks like it.
@Suite struct CheckerTests {
  private func file(_ text: String, _ path: String = "Sources/CallHandling/Some.swift") -> (SourceFile, SwiftText) {
    (SourceFile(path: path, text: text), SwiftText(text))
  }

  private func bans(_ text: String, _ path: String = "Sources/CallHandling/Some.swift") -> [Finding] {
    let (file, swift) = file(text, path)
    return Bans.findings(in: file, swift)
  }

  @Test(arguments: [
    "  usleep(5)", "Thread.sleep(forTimeInterval: 1)", "let x = try! f()",
    "fatalError(\"no\")", "  print(x)", "debugPrint(x)", "let q = DispatchQueue(label: x)",
    "DispatchSemaphore(value: 0)",
    "let lock = NSLock()", "let now = Date()", "let id = UUID()", "xs.shuffled()", "xs.shuffle()", "xs.randomElement()",
    "\"value \\(try! f())\"", "Foundation.exit(1)",
  ])
  func bansBite(line: String) { #expect(bans(line).count == 1) }

  @Test(arguments: [
    "// try! f()", "/* print(x) /* fatalError( */ Date() */ let x = 1", "let s = \"print(x) try! Date()\"",
    "let s = #\"a \" print(x)\"#", "let s = \"\"\"\n  print(x)\n  \"\"\"", "RowWriter.print(rows)", "blueprint(x)",
    "xs.shuffled(using: &generator)", "let made = Date(timeIntervalSince1970: 0)", "func fatalErrors() {}",
    "let s = \"\\\\\"; let t = \"print(x)\"", "let s = \"\\\"print(x)\"",
  ])
  func bansLeaveOthersAlone(line: String) { #expect(bans(line) == []) }

  @Test func testsDoNotSleep() {
    #expect(bans("sleep(1)", "Tests/SomeTests/Some.swift").count == 1)
    #expect(bans("try await Task.sleep(for: .seconds(1))", "Tests/SomeTests/Some.swift").count == 1)
    #expect(bans("print(1)", "Tests/SomeTests/Some.swift").count == 0)
  }

  @Test(arguments: [
    "func f() async {}", "await f()", "Task { }", "var g = SystemRandomNumberGenerator()",
    "Int.random(in: 0..<3)",
    "let c = ContinuousClock()", "let n = Date.now", "CommandLine.arguments",
  ])
  func pureTargetsStayPure(line: String) {
    #expect(bans(line, "Sources/CallDomain/Some.swift").count == 1)
    #expect(bans(line, "Sources/Metrics/Some.swift").count == 1)
    #expect(bans(line, "Sources/CallHandling/Some.swift").count == 0)
    #expect(bans("// \(line)", "Sources/CallDomain/Some.swift").count == 0)
  }

  @Test func pureTargetsHaveNoActors() {
    func count(_ text: String, _ target: String) -> Int {
      let (file, swift) = file(text, "Sources/\(target)/Some.swift")
      return Declarations.findings(in: file, swift).count
    }
    #expect(count("public actor Writer {}", "CallDomain") == 1)
    #expect(count("let actor: Actor", "CallDomain") == 0)
    #expect(count("actor Writer {}", "CallHandling") == 0)
  }

  @Test(arguments: ["Foundation", "Glibc", "Dispatch", "Synchronization", "FoundationEssentials"])
  func pureTargetsImportNothingOfTheWorld(module: String) {
    func findings(_ text: String, _ target: String) -> Int {
      let (file, swift) = file(text, "Sources/\(target)/Some.swift")
      return Layers.findings(in: file, swift).count
    }
    #expect(findings("import \(module)", "Values") == 1)
    #expect(findings("package import \(module)", "Values") == 1)
    #expect(findings("@preconcurrency import \(module)", "Events") == 1)
    #expect(findings("import struct \(module).Thing", "Events") == 1)
    #expect(findings("// import \(module)", "Events") == 0)
    #expect(findings("import \(module)", "CallHandling") == 0)
  }

  @Test func publicIsForPlugins() {
    let (file, swift) = file("public struct A {}\nlet publicName = 1\n// public")
    #expect(Layers.findings(in: file, swift).map(\.line) == [1])
    let (allowed, text) = self.file("public struct A {}", "Sources/PluginKit/Some.swift")
    #expect(Layers.findings(in: allowed, text) == [])
  }

  @Test func oneTargetPerCModule() {
    let one = file("import CLibPQ", "Sources/PostgresClient/A.swift")
    let same = file("import CLibPQ", "Sources/PostgresClient/B.swift")
    let other = file("import CLibPQ", "Sources/PostgresEventLog/A.swift")
    #expect(Layers.sharedModules([one, same]) == [])
    #expect(Layers.sharedModules([one, same, other]).count == 1)
    #expect(
      Layers.sharedModules([file("import Calls", "Sources/A/A.swift"), file("import Calls", "Sources/B/A.swift")]) == []
    )
  }

  @Test func doubleDeclarations() {
    func count(_ text: String) -> Int {
      let (file, swift) = file(text)
      return Declarations.findings(in: file, swift).count
    }
    #expect(count("  let a = x ?? 1, b = y ?? 2") == 1)
    #expect(count("  private var a: Int = x ?? 1, b: Int = 2") == 1)
    #expect(count("  let a = x ?? 1") == 0)
    #expect(count("  let a = f(x ?? 1, b)") == 0)
    #expect(count("  if let a = x ?? y, b == c { }") == 0)
    #expect(count("  guard let a = x ?? y, let b = z else { return }") == 0)
    #expect(count("  let a = 1, b = 2") == 0)
  }

  @Test func pausesAreExplained() {
    func count(_ text: String) -> Int {
      let (file, swift) = file(text)
      return Declarations.findings(in: file, swift).count
    }
    #expect(count("try await Task.sleep(for: pause)") == 1)
    #expect(count("// The back-off between two attempts.\ntry await Task.sleep(for: pause)") == 0)
  }

  @Test func promisesAreExplained() {
    func count(_ text: String) -> Int {
      let (file, swift) = file(text)
      return Declarations.findings(in: file, swift).count
    }
    #expect(count("final class A: @unchecked Sendable {}") == 1)
    #expect(count("nonisolated(unsafe) var a = 1") == 1)
    #expect(count("// The manual: “may be called from any thread”.\nfinal class A: @unchecked Sendable {}") == 0)
  }

  @Test func sizes() {
    func messages(_ text: String, _ path: String = "Sources/CallHandling/Some.swift") -> [Int] {
      let (file, swift) = file(text, path)
      return Sizes.findings(in: file, swift).map(\.line)
    }
    let body = String(repeating: "  let s = \"}\" // }\n", count: 69)
    #expect(messages("func f() {\n\(body)}\n") == [1])
    #expect(messages("func f() {\n\(body.dropFirst(19))}\n") == [])
    #expect(messages("/// Long: one line per event.\nfunc f() {\n\(body)}\n") == [])
    #expect(messages("struct S {\n  mutating func f(\n    a: Int\n  ) {\n\(body)  }\n}\n") == [2])
    #expect(messages("protocol P {\n  func f()\n  var x: Int { get }\n}\n\(body)") == [])
    #expect(messages(String(repeating: "\n", count: 401)) == [0])
    #expect(messages(String(repeating: "\n", count: 400)) == [])
    #expect(messages("// " + String(repeating: "é", count: 118)) == [1])
    #expect(messages("// " + String(repeating: "é", count: 117)) == [])
    #expect(messages(String(repeating: "\n", count: 900), "Sources/Events/Generated/A.swift") == [])
  }

  @Test func names() {
    func count(_ text: String, _ path: String = "Sources/CallHandling/Some.swift") -> Int {
      let (file, swift) = file(text, path)
      return Names.findings(in: file, swift).count
    }
    for word in ["Session", "Task", "Job", "Manager", "Helper", "Util", "Data", "Info"] {
      #expect(count("struct Call\(word) {}") == 1)
      #expect(count("final class \(word)Kind {}") == 1)
      #expect(count("", "Sources/CallHandling/Call\(word).swift") == 1)
    }
    #expect(count("struct Database {}\nenum Information {}\nlet data = 1\n// struct CallData") == 0)
    #expect(count("struct PostgresSession {}", "Sources/PostgresClient/PostgresSession.swift") == 0)
    #expect(count("struct CallSession {}", "Sources/PostgresEventLog/A.swift") == 1)
    #expect(Names.words(of: "URLSessionInfo+Copy") == ["url", "session", "info", "copy"])
  }

  @Test func texts() {
    func count(_ text: String, _ path: String = "docs/a.md") -> Int {
      Texts.findings(in: SourceFile(path: path, text: text)).count
    }
    #expect(count("// TO" + "DO: later") == 1)
    #expect(count("FIX" + "ME") == 1)
    #expect(count("a X" + "XX b") == 1)
    #expect(count("autodo, fixmes") == 0)
    #expect(count("see /wo" + "rk/main/x", "docs/a.md") == 1)
    #expect(count("`/ho" + "me/me/x`", "docs/a.md") == 1)
    #expect(count("framework/work/x and https://a.example/home/x", "docs/a.md") == 0)
    #expect(count("$HOME/work/x ~/home/x", "docs/a.md") == 0)
    #expect(count("", "schemas/sql/V001_event_log.sql") == 0)
    for name in ["001_event_log.sql", "V1_a.sql", "V001-a.sql", "V001_.sql", "V001_Event.sql", "event.sql"] {
      #expect(count("", "schemas/sql/\(name)") == 1)
    }
  }

  @Test func namedTests() {
    let suite = SourceFile(
      path: "Tests/SomeTests/Some.swift",
      text:
        "@Suite(.serialized) struct Some {\n  @Test(arguments: [1])\n  func works(_ n: Int) {}\n  func helps() {}\n}")
    let known = NamedTests.names(in: [suite, SourceFile(path: "Sources/A/A.swift", text: suite.text)])
    #expect(known == ["Some.works"])
    func lines(_ text: String) -> [Int] {
      NamedTests.findings(in: SourceFile(path: "docs/a.md", text: text), known: known).map(\.line)
    }
    #expect(lines("`Some.works`, and `some.file`, `Some`") == [])
    #expect(lines("a\n| `Some.works`, `Some.helps` |\n`Other.works`") == [2, 3])
  }

  @Test func directions() {
    func findings(_ list: String) -> [Finding] {
      Layers.findings(Manifest("func pure(_ name: String) {}\nlet targets: [Target] = [\n\(list)\n]"))
    }
    let good = """
      pure("Values"), pure("EventLog", ["Values"], settings: lifetimes), pure("PluginKit", ["EventLog"]),
      .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
      pure("PostgresClient", ["CLibPQ"]), pure("Events", settings: [x]), pure("EventViews"), pure("WireRuntime"),
      pure("Storage"), plugin("Calls", migrations: ["V001_calls"]),
      .target(
        name: "PostgresEventLog", dependencies: ["EventLog", "PostgresClient"],
        resources: [.embedInCode("Migrations")]), tests("ValuesTests", ["Values"], resources: [.copy("x")]),
      .executableTarget(
        name: "trunkline",
        dependencies: [
          "Values", "PostgresClient",
        ], swiftSettings: strict),
      """
    #expect(findings(good) == [])
    #expect(findings(good + #"pure("CallDomain", ["EventLog"]),"#).count == 1)
    #expect(findings(good + #"pure("EventJSON", ["PostgresClient"]),"#).count == 1)
    #expect(findings(good + #".target(name: "PostgresStorage", dependencies: ["Calls"]),"#).count == 1)
    #expect(findings(good + #"plugin("KPI", ["Calls"]),"#).count == 1)
    #expect(findings(good + #"plugin("KPI", ["PostgresClient"]),"#).count == 1)
    #expect(findings(good + #"pure("CallHandling", ["PostgresClient"]),"#).count == 1)
    #expect(findings(good + #"pure("Nobody"),"#).count == 1)
    #expect(findings(good + #"pure("CommandLineKit", ["Nowhere"]),"#).count == 1)
  }
}
