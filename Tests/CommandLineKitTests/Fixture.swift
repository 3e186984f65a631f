import CommandLineKit
import Values

/// A program of the same shape as ours, small enough to see at once.
enum Fixture {
  enum Order: String, Choice { case newest, oldest }

  static let state = Option<String>(
    "--state-folder", kind: .folder, default: "/state", summary: "where everything is kept",
    environment: "FIXTURE_STATE")
  static let from = Option<Instant?>("--from", kind: .instant, summary: "first instant")
  static let limit = Option<Int>("--limit", "-n", kind: .whole(1...1_000), default: 50, summary: "rows at most")
  static let queues = Option<[QueueID]>("--queue", kind: .name, summary: "only this queue")
  static let centre = Option<CentreID>("--centre", required: .name, summary: "which centre")
  static let order = Option<Order>("--order", kind: .choice("ORDER"), default: .newest, summary: "newest or oldest")
  static let within = Option<Milliseconds?>("--within", kind: .duration, summary: "no longer than this")
  static let follow = Flag("--follow", "-f", summary: "wait for more")
  static let files = Argument<[String]>("FILE", kind: .file, summary: "files to read")
  static let kind = Argument<String>("KIND", kind: .oneOf(["bank", "pbx"], named: "KIND"), summary: "what the file is")

  /// `events` says what it read; `report kpi` prints rows; `import` takes arguments; `break` fails as asked.
  static let program = Program(
    "fixture", summary: "calls of a fixture", version: "1.2.3", commonOptions: [state],
    examples: [.init("fixture events --follow", "see what happens")],
    commands: [events, report, importing, breaking],
    explain: { $0 is Away ? Failure(.environment, "the database is away", hints: ["start it"]) : nil })

  static let events = Command(
    "events", summary: "what happened", discussion: "One line for each event, oldest first.",
    options: [from, limit, queues, order, follow, within],
    examples: [.init("fixture events --from 1999-01-01", "the first day")], seeAlso: ["report"]
  ) { given in
    let from = given[from].map { "\($0)" } ?? "start"
    let queues = given[queues].map(\.text).joined(separator: "+")
    let within = given[within].map { "\($0.count)" } ?? "any"
    let order = given[order].rawValue
    try given.console.out.line(
      "\(from) \(given[limit]) [\(queues)] \(order) \(given[follow]) \(within) \(given[state])")
    return .ok
  }

  static let report = Command(
    "report", summary: "numbers", options: [StandardOptions.format],
    commands: [
      Command("kpi", summary: "the usual numbers", options: [centre]) { given in
        try RowWriter.show(
          Rows.some, columns: Rows.columns, format: given[StandardOptions.format], console: given.console)
        return .foundProblems
      }
    ])

  static let importing = Command("import", summary: "read files", arguments: [kind, files], options: [follow]) {
    given in
    try given.console.out.line(([given[kind]] + given[files]).joined(separator: "|"))
    return .ok
  }

  struct Away: Error {}
  struct Surprise: Error {}

  static let breaking = Command(
    "break", summary: "fail",
    arguments: [Argument<String>("HOW", kind: .oneOf(["away", "surprise", "endless"], named: "HOW"), summary: "how")]
  ) { given in
    let how = given[Argument<String>("HOW", kind: .text, summary: "")]
    if how == "away" { throw Away() }
    if how == "surprise" { throw Surprise() }
    while true { try given.console.out.line("more and more") }
  }
}

enum Rows {
  static let columns: [Column] = [
    .text("queue"), .number("offered", "Offered"), .number("serviceLevel", "SL 20 s"), .number("waitMs", "ASA"),
    .number("since"),
  ]
  static let some: [[Cell]] = [
    [.text("PS"), .integer(1_204), .share(0.8125, places: 1), .duration(Milliseconds(153_400)), .instant(.epoch)],
    [.text("élève, \"x\"\u{1B}[2J"), .integer(7), .null, .duration(Milliseconds(850)), .null],
  ]
}

/// What one command line answered.
struct Answer {
  let code: ExitCode
  let out: String
  let err: String

  static func to(
    _ line: String, environment: [String: String] = [:], columns: Int? = nil, closingAfter limit: Int = .max,
    program: Program = Fixture.program
  ) async -> Answer {
    let out = CapturedText()
    let err = CapturedText()
    let surroundings = Surroundings(
      environment: { environment[$0] ?? ($0 == "LANG" ? "C.UTF-8" : nil) }, out: out.output(closingAfter: limit),
      err: err.output(), outColumns: columns, errColumns: columns)
    let code = await program.run(line.split(separator: " ").map(String.init), surroundings: surroundings)
    return Answer(code: code, out: out.text, err: err.text)
  }
}
