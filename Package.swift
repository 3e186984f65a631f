// swift-tools-version: 6.2
import PackageDescription

// The layout is the architecture: arrows point inward only, and the build fails on an import that is not declared here
// (`--explicit-target-dependency-import-check error`). docs/architecture.md says what each layer may know.

/// Warnings are errors: a warning that may stay is a warning nobody reads.
let strict: [SwiftSetting] = [.treatAllWarnings(as: .error), .enableUpcomingFeature("InternalImportsByDefault")]
/// `~Escapable` readers over borrowed bytes need lifetime annotations; clients compile without the flag.
let lifetimes: [SwiftSetting] = strict + [.enableExperimentalFeature("Lifetimes")]

func pure(_ name: String, _ dependencies: [Target.Dependency] = [], settings: [SwiftSetting] = strict) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func plugin(_ name: String, _ dependencies: [Target.Dependency] = [], migrations: [String]) -> Target {
  .target(
    name: name,
    dependencies: [
      "Values", "Events", "EventViews", "WireRuntime", "CallDomain", "EventLog", "PluginKit", "Storage",
    ] + dependencies,
    path: "Plugins/\(name)", sources: ["Sources"], resources: migrations.map { .embedInCode("Migrations/\($0).sql") },
    swiftSettings: strict)
}

func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
  .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

let targets: [Target] = [
  // Pure: no clock, no I/O, no Foundation.
  pure("Values"),
  pure("WireRuntime", settings: lifetimes),
  pure("Events", ["Values", "WireRuntime"], settings: lifetimes),
  pure("EventViews", ["Values", "WireRuntime", "Events"], settings: lifetimes),
  pure("EventJSON", ["Values", "WireRuntime", "Events"]),
  pure("CallDomain", ["Values", "Events"]),
  pure("Metrics", ["Values"]),
  // The telephony edge as pure machines: what an adapter is asked for, and one that simulates its world.
  pure("TelephonyKit", ["Values", "Events", "CallDomain"]),
  pure("SimulatedTelephony", ["Values", "Events", "CallDomain", "TelephonyKit"]),
  tests("ValuesTests", ["Values"]),
  tests("WireTests", ["Values", "WireRuntime", "Events", "EventViews", "EventJSON", "WireProbe"]),
  // Our side of the proofs against Google's implementation: Tests/WireProofs/prove.
  .executableTarget(
    name: "WireProbe", dependencies: ["Values", "WireRuntime", "Events", "EventViews", "EventJSON"],
    path: "Tests/WireProofs/Probe", swiftSettings: strict),
  tests("CallDomainTests", ["CallDomain", "Events", "Values", "TrunklineTesting"]),
  tests("MetricsTests", ["Metrics", "Values"], resources: [.copy("Data")]),

  // Where a process may die when a crash test wants it to.
  pure("FailPoints"),
  // Contracts: what the application needs of the world.
  pure("EventLog", ["Values", "WireRuntime", "Events"]),
  pure("Storage", ["Values", "Events"]),
  tests("EventLogTests", ["EventLog", "Events", "Values", "TrunklineTesting", "Digest"]),

  // Application.
  pure("CallHandling", ["Values", "Events", "EventViews", "CallDomain", "EventLog", "Storage", "FailPoints"]),
  pure(
    "PluginKit", ["Values", "WireRuntime", "Events", "EventViews", "CallDomain", "EventLog", "Storage", "FailPoints"]),

  pure("LiveTelephony", ["Values", "WireRuntime", "Events", "EventLog", "Storage", "TelephonyKit", "FailPoints"]),
  pure("VirtualTime", ["Values", "Events", "CallDomain", "EventLog", "PluginKit", "TelephonyKit"]),

  // Adapters: one C library behind one target each.
  .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
  pure("CentreFile", ["CYAML", "Values", "Events", "CallDomain"]),
  tests("CentreFileTests", ["CentreFile", "CallDomain", "Events", "Values", "TrunklineTesting"]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  pure("Digest", ["CCrypto", "Values"]),
  pure("SystemThreads"),
  pure("SystemTime", ["Values", "Storage"]),
  .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
  pure("PostgresClient", ["CLibPQ", "SystemThreads"]),
  pure("EmbeddedPostgres", ["PostgresClient", "SystemThreads"]),
  pure("KafkaStream", ["Storage", "KafkaClient", "SystemThreads"]),
  .systemLibrary(name: "CRDKafka", pkgConfig: "rdkafka", providers: [.apt(["librdkafka-dev"])]),
  pure("KafkaClient", ["CRDKafka", "EventJSON", "SystemThreads"]),
  pure(
    "KafkaEventLog",
    [
      "Values", "WireRuntime", "Events", "EventViews", "EventLog", "Storage", "KafkaClient", "SystemThreads",
      "FailPoints",
    ]),
  .target(
    name: "PostgresEventLog", dependencies: ["Values", "EventViews", "EventLog", "PostgresClient", "FailPoints"],
    resources: [.embedInCode("Migrations")], swiftSettings: strict),
  .target(
    name: "PostgresStorage", dependencies: ["Values", "Storage", "PostgresClient", "FailPoints"],
    resources: [.embedInCode("Migrations")], swiftSettings: strict),
  // No pkgConfig: its flags are refused. The shim defines them.
  .systemLibrary(name: "CNcurses", providers: [.apt(["libncurses-dev"])]),
  pure("TerminalScreen", ["CNcurses", "SystemThreads"]),
  pure("Sockets"),
  pure("CommandSocket", ["Sockets", "WireRuntime", "Events", "Storage", "SystemThreads", "FailPoints"]),
  .target(name: "CMicrohttpd", linkerSettings: [.linkedLibrary("microhttpd")]),
  pure("HTTPServer", ["CMicrohttpd", "EventJSON", "Sockets", "SystemThreads"]),
  // A server for tests, and a client that sends any bytes.
  pure("HTTPTesting", ["HTTPServer", "Sockets", "SystemThreads"]),
  tests("HTTPServerTests", ["HTTPServer", "HTTPTesting", "Sockets", "TrunklineTesting"]),
  // A private server for tests that need one; the probe is a process of its own that attaches, waits and leaves.
  pure("PostgresTesting", ["PostgresClient", "EmbeddedPostgres"]),
  .executableTarget(
    name: "AttachProbe", dependencies: ["PostgresClient", "EmbeddedPostgres"], path: "Tests/AttachProbe",
    swiftSettings: strict),
  tests(
    "PostgresTests",
    ["PostgresClient", "EmbeddedPostgres", "PostgresTesting", "SystemThreads", "AttachProbe"]),
  tests(
    "PostgresLogTests",
    [
      "PostgresEventLog", "PostgresClient", "PostgresTesting", "EmbeddedPostgres", "EventLog", "Events", "Values",
      "Digest", "TrunklineTesting",
    ]),
  tests(
    "KafkaLogTests",
    [
      "KafkaEventLog", "KafkaStream", "KafkaClient", "EventLog", "Storage", "Events", "Values", "Digest",
      "SystemThreads", "PostgresStorage", "PostgresTesting", "TrunklineTesting",
    ]),
  // What brokers do to a log: Tests/KafkaFaults/faults runs it.
  .executableTarget(
    name: "KafkaFaultProbe",
    dependencies: [
      "Values", "Events", "EventLog", "Storage", "CallHandling", "Digest", "KafkaClient", "KafkaEventLog", "SystemTime",
      "TrunklineTesting",
    ], path: "Tests/KafkaFaults/Probe", swiftSettings: strict),
  tests(
    "PluginKitTests",
    [
      "PluginKit", "CallHandling", "CallDomain", "Routing", "Storage", "EventLog", "Events", "Values", "Digest",
      "EmbeddedPostgres", "PostgresClient", "PostgresStorage", "PostgresTesting", "SystemThreads", "TrunklineTesting",
    ]),
  // What dies, and how the rest takes it. The probe is the process that dies.
  .executableTarget(
    name: "CrashProbe",
    dependencies: [
      "Values", "Events", "EventLog", "Storage", "CallHandling", "Digest", "PluginKit", "PostgresClient",
      "PostgresEventLog", "PostgresStorage", "SystemThreads", "TrunklineTesting",
    ], path: "Tests/CrashProbe", swiftSettings: strict),
  tests(
    "CrashTests",
    [
      "CrashProbe", "trunkline", "Values", "Events", "EventLog", "Storage", "CallHandling", "PluginKit", "Digest",
      "FailPoints", "CommandSocket", "Sockets", "Calls", "KPI",
      "PostgresClient",
      "EmbeddedPostgres", "PostgresTesting", "PostgresEventLog", "PostgresStorage", "TrunklineTesting",
    ]),

  // Everybody outside of a server that is killed again and again: Tests/Crashes/live-kills runs it.
  pure(
    "CrowdTesting",
    [
      "Values", "Events", "CallDomain", "EventLog", "Storage", "CallHandling", "Digest", "TelephonyKit",
      "SimulatedTelephony", "LiveTelephony", "SystemTime", "TrunklineTesting",
    ]),
  .executableTarget(
    name: "CrashCrowd",
    dependencies: [
      "CrowdTesting", "Values", "EventLog", "CallHandling", "Digest", "CommandSocket", "Sockets", "PostgresClient",
      "PostgresEventLog", "PostgresStorage", "KafkaEventLog", "Storage", "SystemThreads",
    ], path: "Tests/CrashCrowd", swiftSettings: strict),

  tests(
    "CommandSocketTests",
    ["CommandSocket", "Sockets", "WireRuntime", "Events", "Storage", "Values", "TrunklineTesting"]),

  // Plugins: consumers of the log. They never import each other or an adapter.
  plugin("Calls", migrations: ["V001_calls"]),
  plugin("KPI", ["Metrics"], migrations: ["V001_kpi"]),
  plugin("Routing", migrations: []),
  plugin("Publisher", ["EventJSON"], migrations: []),
  tests("RoutingTests", ["Routing", "PluginKit", "CallDomain", "Events", "Values", "TrunklineTesting"]),
  tests(
    "PluginTests",
    [
      "KPI", "Calls", "Publisher", "EventJSON", "PluginKit", "Storage", "Events", "EventLog", "Metrics", "Values",
      "PostgresClient", "PostgresStorage", "PostgresTesting", "TrunklineTesting",
    ]),

  // Telephony, core and policies together in virtual time: against theory, and under faults.
  pure(
    "SimulationTesting",
    [
      "Values", "Events", "CallDomain", "EventLog", "PluginKit", "Metrics", "TelephonyKit", "SimulatedTelephony",
      "VirtualTime", "SystemThreads",
    ]),
  tests(
    "SimulationTests",
    [
      "Values", "Events", "CallDomain", "EventLog", "PluginKit", "Metrics", "TelephonyKit", "SimulatedTelephony",
      "VirtualTime", "Digest", "Routing", "TrunklineTesting", "SimulationTesting",
    ], resources: [.copy("Data")]),
  // The field's bugs, by script, over the whole path.
  tests(
    "ScenarioTests",
    [
      "Values", "Events", "CallDomain", "EventLog", "PluginKit", "TelephonyKit", "VirtualTime", "SimulationTesting",
      "Routing", "Digest", "TrunklineTesting",
    ]),

  // The same for longer than a test may take: scripts/soak, scripts/check-queueing.
  .executableTarget(
    name: "trunkline-check",
    dependencies: ["EventLog", "Digest", "Routing", "SimulationTesting", "CommandLineKit"], path: "Tests/LongChecks",
    swiftSettings: strict),

  // What others reach a server by.
  pure(
    "API",
    [
      "Values", "WireRuntime", "Events", "EventJSON", "EventLog", "Storage", "CallHandling", "PluginKit", "HTTPServer",
      "KafkaClient", "Digest",
    ]),
  tests(
    "APITests",
    [
      "API", "HTTPServer", "HTTPTesting", "KafkaClient", "CallHandling", "PluginKit", "EventLog", "Storage", "Events",
      "EventJSON",
      "Values", "Digest", "TrunklineTesting",
    ]),

  // Edge.
  pure("AnonymousBank", ["Values", "Events"]),
  pure("CommandLineKit", ["Values"]),
  tests(
    "CallHandlingTests",
    [
      "CallHandling", "CallDomain", "Digest", "EventLog", "Events", "PostgresClient", "PostgresEventLog",
      "PostgresStorage", "PostgresTesting", "Storage", "SystemThreads", "SystemTime", "TrunklineTesting", "Values",
    ]),
  tests("AnonymousBankTests", ["AnonymousBank", "Events", "Values"]),
  tests("CommandLineKitTests", ["CommandLineKit", "Values"]),

  // The house rules that a machine can check, over the text of the whole tree.
  tests("TidyTests", []),

  // Root: composition and the command line.
  .executableTarget(
    name: "trunkline",
    dependencies: [
      "Values", "WireRuntime", "Events", "EventViews", "EventJSON", "CallDomain", "Metrics", "EventLog", "Storage",
      "CallHandling", "PluginKit", "Digest", "FailPoints", "PostgresClient", "EmbeddedPostgres", "PostgresEventLog",
      "KafkaClient", "KafkaEventLog",
      "PostgresStorage",
      "SystemThreads", "SystemTime", "TerminalScreen", "CommandSocket", "TelephonyKit", "SimulatedTelephony",
      "LiveTelephony", "Calls",
      "KPI", "Routing",
      "AnonymousBank", "CentreFile", "CommandLineKit", "Sockets", "HTTPServer", "API", "Publisher", "KafkaStream",
    ], swiftSettings: strict),

  tests(
    "CommandTests",
    [
      "trunkline", "TerminalScreen", "CommandLineKit", "CallDomain", "Events", "EventLog", "PluginKit", "Digest",
      "Metrics", "Values", "PostgresTesting", "PostgresClient", "TrunklineTesting", "CallHandling", "LiveTelephony",
      "Storage", "SystemTime", "WireRuntime", "AnonymousBank", "KPI", "Calls", "Routing", "TelephonyKit",
      "SimulatedTelephony", "SystemThreads", "VirtualTime", "SimulationTesting", "API",
    ]),

  // What the design promises, measured beside bare C loops: scripts/benchmark.
  .target(name: "CBaselines", dependencies: ["CLibPQ", "CRDKafka"], path: "Benchmarks/Baselines"),
  .executableTarget(
    name: "trunkline-benchmark",
    dependencies: [
      "Values", "WireRuntime", "Events", "EventViews", "CallDomain", "EventLog", "Storage", "CallHandling",
      "PluginKit", "Digest", "PostgresClient", "EmbeddedPostgres", "PostgresEventLog", "PostgresStorage", "KafkaClient",
      "KafkaEventLog", "PostgresTesting", "SystemThreads", "SystemTime", "Sockets", "CommandSocket", "KPI", "Routing",
      "TelephonyKit", "SimulatedTelephony", "LiveTelephony", "VirtualTime", "SimulationTesting", "TrunklineTesting",
      "Metrics", "CommandLineKit", "CBaselines",
    ], path: "Benchmarks/Program", swiftSettings: strict),

  // What tests share: conformance suites, given/when/then, seeded schedules.
  pure(
    "TrunklineTesting",
    [
      "Values", "WireRuntime", "Events", "CallDomain", "EventLog", "Storage", "PluginKit", "TelephonyKit", "SystemTime",
    ]),
]

let package = Package(
  name: "trunkline",
  products: [.executable(name: "trunkline", targets: ["trunkline"])],
  targets: targets,
  swiftLanguageModes: [.v6]
)
