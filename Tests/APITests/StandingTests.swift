import CallHandling
import EventLog
import HTTPServer
import HTTPTesting
import Testing
import TrunklineTesting
import Values

@testable import API
@testable import KafkaClient
@testable import PluginKit

/// What a service says of itself.
@Suite(.serialized) struct StandingTests {
  private static func plugin(_ name: String, _ state: PluginHealth.State, _ reason: String = "") -> PluginHealth {
    var health = PluginHealth(plugin: name, slice: ServedAPI.slice)
    health.state = state
    health.reason = reason
    health.position = Position(1)
    return health
  }

  @Test func whatIsHeldIsNamedAndHoldsNobodyUp() async throws {
    let plugins = [Self.plugin("kpi", .held, "event 3 \"x\""), Self.plugin("calls", .running)]
    try await ServedAPI.with(plugins: plugins) { served in
      let health = await served.get("/health")
      #expect(health.statuses == [200])
      let slice = ServedAPI.slice
      #expect(
        health.body
          == #"{"healthy":false,"unhealthy":[{"part":"plugin kpi","slice":\#(slice),"state":"held","#
          + #""reason":"event 3 \"x\""}]}"#)
      #expect(await served.get("/ready").statuses == [200])
    }
  }

  @Test(arguments: [PluginHealth.State.starting, .waiting])
  func whatIsNotCaughtUpIsWaitedFor(state: PluginHealth.State) async throws {
    try await ServedAPI.with(plugins: [Self.plugin("kpi", state)]) { served in
      let ready = await served.get("/ready")
      #expect(ready.statuses == [503])
      #expect(ready.body.contains(#""waitingFor":[{"part":"plugin kpi""#))
    }
  }

  @Test func pluginsThatAreNotThereYet() async throws {
    try await ServedAPI.with(plugins: nil) { served in #expect(await served.get("/ready").statuses == [503]) }
  }

  /// A process that only writes, or only runs plugins, is ready when that is done.
  @Test func whatIsForOthersIsNotWaitedFor() async throws {
    try await ServedAPI.with(plugins: []) { served in #expect(await served.get("/ready").statuses == [200]) }
    #expect(ServiceStanding(slices: nil, plugins: [Self.plugin("kpi", .running)]).notReady == [])
    #expect(ServiceStanding(slices: nil, plugins: [Self.plugin("kpi", .starting)]).notReady.count == 1)
  }

  /// Who only passes commands on is ready while somebody lives who takes them.
  @Test func whoeverTakesCommandsIsWaitedFor() {
    let running = [Self.plugin("kpi", .running)]
    for (engine, waitedFor, isUnwell) in [
      (ServiceStanding.Engine.here, [], false), (.elsewhere, [], false), (.sought, ["opening"], true),
      (.nowhere, ["away"], true),
    ] as [(ServiceStanding.Engine, [String], Bool)] {
      let standing = ServiceStanding(slices: nil, plugins: running, engine: engine)
      #expect(standing.notReady.map(\.state) == waitedFor && standing.notReady.allSatisfy { $0.part == "engine" })
      #expect(standing.unhealthy.isEmpty != isUnwell)
    }
  }

  @Test func slicesThatAreNotWrittenHere() {
    func slice(_ state: SliceStanding.State) -> SliceStanding {
      SliceStanding(slice: ServedAPI.slice, state: state, epoch: nil, head: nil, counts: CommandCounts())
    }
    let running = [Self.plugin("kpi", .running)]
    for state in [SliceStanding.State.serving, .standingBy("east")] {
      let standing = ServiceStanding(slices: [slice(state)], plugins: running)
      #expect(standing.notReady == [] && standing.unhealthy == [])
    }
    for state in [SliceStanding.State.opening, .away("it was lost")] {
      let standing = ServiceStanding(slices: [slice(state)], plugins: running)
      #expect(standing.notReady.count == 1 && standing.unhealthy.count == 1)
    }
    #expect(ServiceStanding(slices: [], plugins: running).notReady.count == 1)
    let cutOff = ServiceStanding(logTrouble: "no broker", slices: [slice(.serving)], plugins: running)
    let trouble = ServiceStanding.Trouble(part: "log", slice: nil, state: "away", reason: "no broker")
    #expect(cutOff.notReady == [trouble] && cutOff.unhealthy == [trouble])
  }

  @Test func clientsOfKafkaSayHowTheyAre() {
    var broker = ClientFigures.Broker(id: 2)
    broker.isUp = true
    broker.timeouts = 3
    broker.median = 1_500
    broker.answered = 4
    broker.answeredMicroseconds = 2_500_000
    var figures = ClientFigures()
    figures.brokers = [broker]
    figures.queuedRecords = 5
    let page = MetricsPage(
      standing: ServiceStanding(slices: nil, plugins: nil), passedOver: PassedOver(),
      http: HTTPCounts().values,
      clients: [ClientReport(client: "logWriter", figures: figures)])
    let lines = Set(page.text().split(separator: "\n"))
    for line in [
      "trunkline_kafka_queued_records{client=\"logWriter\"} 5",
      "trunkline_kafka_broker_up{client=\"logWriter\",broker=\"2\"} 1",
      "trunkline_kafka_request_timeouts_total{client=\"logWriter\",broker=\"2\"} 3",
      "# TYPE trunkline_kafka_request_duration_seconds summary",
      "trunkline_kafka_request_duration_seconds{client=\"logWriter\",broker=\"2\",quantile=\"0.5\"} 0.0015",
      "trunkline_kafka_request_duration_seconds_sum{client=\"logWriter\",broker=\"2\"} 2.5",
      "trunkline_kafka_request_duration_seconds_count{client=\"logWriter\",broker=\"2\"} 4",
    ] { #expect(lines.contains(Substring(line)), "\(line)") }
    // None was measured, which is not the same as none at all.
    #expect(!page.text().contains("0.99"))
  }

  @Test func figuresOfWhatHappened() async throws {
    try await ServedAPI.with(plugins: [Self.plugin("kpi", .running)]) { served in
      _ = await served.post(#"{"id":"000000000000000000000000000000a1","logIn":{"agent":"nobody"}}"#)
      let page = await served.get("/metrics")
      #expect(page.statuses == [200] && page.text.contains("Content-Type: text/plain; version=0.0.4; charset=utf-8"))
      let slice = #"slice="\#(ServedAPI.slice)""#
      for line in [
        #"trunkline_commands_total{\#(slice),outcome="accepted"} 1"#,
        #"trunkline_rejections_total{\#(slice),rule="unknownAgent"} 1"#,
        #"trunkline_commits_appended_total{\#(slice)} 1"#, #"trunkline_slice_epoch{\#(slice)} 1"#,
        #"trunkline_slice_head{\#(slice)} 2"#, #"trunkline_plugin_lag_commits{plugin="kpi",\#(slice)} 1"#,
        #"trunkline_plugin_position{plugin="kpi",\#(slice)} 1"#,
        #"trunkline_plugin_state{plugin="kpi",\#(slice),state="running"} 1"#,
        #"trunkline_http_requests_total{method="POST",route="/centres/{centre}/commands",status="409"} 1"#,
        #"trunkline_http_request_duration_seconds_count{route="/centres/{centre}/commands"} 1"#,
        "trunkline_http_connections 1", #"trunkline_log_records_skipped_total{reason="formerWriter"} 0"#,
        #"trunkline_log_records_skipped_total{reason="foreign"} 0"#,
      ] {
        #expect(page.body.split(separator: "\n").contains { $0 == line }, "\(line) in \(page.body)")
      }
    }
  }

  @Test func labelsAreEscaped() {
    var page = Exposition()
    page.family("a_b", .gauge, "One \\ line\nonly.")
    page.sample(1.5, ["x": "\"\\\n"])
    #expect(page.text == "# HELP a_b One \\\\ line\\nonly.\n# TYPE a_b gauge\na_b{x=\"\\\"\\\\\\n\"} 1.5\n")
  }
}
