import AnonymousBank
import CommandLineKit
import EmbeddedPostgres
import Events
import Glibc
import KPI
import SimulatedTelephony
import Values

/// `trunkline demo`: a real day of a real call centre, lived again, and its report.
enum DemoCommand {
  static let file = Argument<String?>(
    "FILE", kind: .file, summary: "another file of the bank's form (default: the day in Samples/)")
  static let speed = Option<Int?>(
    "--speed", kind: .whole(1...100_000), summary: "how many times as fast as life (default: 600)")
  static let seed = Option<Int?>("--seed", kind: .whole(0...Int.max), summary: "of all chance (default: 1)")
  static let fresh = Flag("--fresh", summary: "forget what earlier demos left, and start anew")

  static let command = Command(
    "demo", summary: "a real day of a real call centre, live: calls, routing, report, verify",
    discussion: """
      Callers of the “Anonymous Bank” come when they came and say as much as they said; its agents are at work when \
      they were. Who gets whom is decided now, by the same parts that a server runs. The day ends with its report, and \
      everything is checked. Nothing outside the demo's state folder is touched, and on Kafka only the topic \
      trunkline.demo; another run lives the next day. \
      `trunkline demo-import` takes the day in as it was recorded instead.
      """,
    arguments: [file], options: [speed, seed, fresh],
    examples: [
      .init("trunkline demo", "from the project's folder: a day in two minutes"),
      .init("trunkline demo --speed 60", "an hour a minute"),
    ],
    seeAlso: ["demo-import", "top", "report"]
  ) { given in
    let state = given[CommonOptions.state] ?? DemoFolder.path
    if given[fresh] {
      if given[CommonOptions.kafka]?.isEmpty == false {
        throw Failure(
          .usage, "--fresh forgets a state folder, and what a topic of Kafka has stays",
          hints: ["name another topic, as in --kafka HOST:PORT/trunkline.demo-2, and another folder with --state"])
      }
      if !given.isGiven(CommonOptions.postgres) { try EmbeddedPostgres.erase(stateFolder: state) }
    }
    let bank = try DemoFolder.bank(given[file], given.console)
    return try await Installation.with(given, state: state, topic: DemoFolder.topic) { installation in
      let plan = try await DemoPlan.make(
        bank, seed: UInt64(given[seed] ?? 1), speed: Double(given[speed] ?? 600), installation)
      let ended = try await LiveDay(installation: installation, plan: plan, console: given.console).live()
      if !ended { return try await DemoEnd.brokenOff(plan, installation, given, state: state) }
      return try await DemoEnd.over(plan, installation, given, state: state)
    }
  }
}

/// Where demos live, and the day that comes with the project.
enum DemoFolder {
  static var path: String { StateFolder.standard.path + "-demo" }
  /// Of a demo on Kafka: never that of a centre at work.
  static let topic = "trunkline.demo"
  static let samplePath = "Samples/anonymous-bank-1999-01-13.tsv"

  /// The file that was named, or the sample; `nil`: the sample is not here, as when the program was installed without
  /// it.
  static func bank(_ path: String?, _ console: Console) throws -> BankFile? {
    if path == nil, access(samplePath, F_OK) != 0 { return nil }
    return try BankSource(path ?? samplePath, console).bank
  }
}
