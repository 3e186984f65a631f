import CommandLineKit
import PostgresClient
import PostgresTesting
import Testing

@testable import trunkline

/// Files imported into a database of its own, as from the command line.
@Suite(.serialized) struct ImportTests {
  private static let heading =
    "vru+line\tcall_id\tcustomer_id\tpriority\ttype\tdate\tvru_entry\tvru_exit\tvru_time\tq_start\tq_exit\tq_time\t"
    + "outcome\tser_start\tser_exit\tser_time\tserver"

  private static func call(_ number: Int, day: Int) -> String {
    "AA0101\t\(number)\t105114282\t2\tPS\t9901\(day)\t6:55:20\t6:55:26\t6\t6:55:26\t6:55:43\t17\tAGENT\t6:55:43\t6:56:37\t"
      + "54\tagent-01"
  }

  private struct Answer {
    let code: ExitCode
    let out: String
    let err: String
  }

  private static func run(_ words: [String], _ place: String) async -> Answer {
    let out = CapturedText()
    let err = CapturedText()
    let code = await Trunkline.program.run(
      words + ["--postgres", place], surroundings: Surroundings(out: out.output(), err: err.output()))
    return Answer(code: code, out: out.text, err: err.text)
  }

  private static func database() async throws -> String {
    let settings = try await TemporaryPostgres.freshDatabase()
    return "host=\(settings.host ?? "") port=\(settings.port ?? 5432) user=\(settings.user ?? "") "
      + "dbname=\(settings.database ?? "")"
  }

  /// The ids of calls come from what names them in the file, so a longer file has those of the shorter one.
  @Test func callsThatCameWithAnotherFileAreNotCountedTwice() async throws {
    let place = try await Self.database()
    func importing(_ lines: [String]) async throws -> Answer {
      try await TemporaryFile.with(([Self.heading] + lines).joined(separator: "\n")) { path in
        await Self.run(["import", "anonymous-bank", path], place)
      }
    }
    let first = [Self.call(1, day: 13), Self.call(2, day: 14)]
    #expect(try await importing(first).code == .ok)
    #expect(try await importing(first).out.hasPrefix("Nothing to add"))
    let longer = try await importing(first + [Self.call(3, day: 15)])
    #expect(longer.code == .badInput)
    #expect(longer.err.contains("2 of the 3 calls of this file came into centre anonymous-bank with another file"))
    // What comes later is taken, and what was refused left nothing.
    #expect(try await importing([Self.call(3, day: 15)]).code == .ok)
    let report = await Self.run(["report", "kpi", "--by", "all", "--format", "csv"], place)
    #expect(report.out.split(whereSeparator: \.isNewline).last?.contains(",3,") == true, "\(report.out)")
    #expect(await Self.run(["verify"], place).code == .ok)
  }
}
