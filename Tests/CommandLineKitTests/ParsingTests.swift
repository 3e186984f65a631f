import CommandLineKit
import Testing

@Suite struct ParsingTests {
  @Test(arguments: [
    ("events", "start 50 [] newest false any /state"),
    ("events --from 1999-01-01 --limit=3 -f", "1999-01-01T00:00:00Z 3 [] newest true any /state"),
    ("events -n7 --queue PS --queue=NE --order oldest", "start 7 [PS+NE] oldest false any /state"),
    ("events -fn 7 --within 1h30m", "start 7 [] newest true 5400000 /state"),
    ("--state-folder /tmp/x events", "start 50 [] newest false any /tmp/x"),
    ("events --from @-1", "1969-12-31T23:59:59.999Z 50 [] newest false any /state"),
    ("-q events --color=never", "start 50 [] newest false any /state"),
  ])
  func readsOptions(line: String, expected: String) async {
    let answer = await Answer.to(line)
    #expect(answer.out == expected + "\n")
    #expect(answer.err == "")
    #expect(answer.code == .ok)
  }

  @Test(arguments: [
    ("import bank a b", "bank|a|b"),
    ("import bank", "bank"),
    ("import -f bank -- --odd -f", "bank|--odd|-f"),
    ("import pbx -3", "pbx|-3"),
  ])
  func readsArguments(line: String, expected: String) async {
    #expect(await Answer.to(line).out == expected + "\n")
  }

  @Test func theCommandLineIsOverTheEnvironment() async {
    let environment = ["FIXTURE_STATE": "/env"]
    #expect(await Answer.to("events", environment: environment).out.hasSuffix(" /env\n"))
    #expect(await Answer.to("events --state-folder /flag", environment: environment).out.hasSuffix(" /flag\n"))
  }

  @Test(arguments: [
    ("evnets", "there is no command 'evnets'", "did you mean 'events'?"),
    ("rep", "there is no command 'rep'", "did you mean 'report'?"),
    ("zzzzzz", "there is no command 'zzzzzz'", "see: fixture help"),
    ("report kip", "there is no command 'kip'", "did you mean 'kpi'?"),
    ("report", "'fixture report' needs to know what: kpi", "see: fixture help report"),
    ("events --form 1", "'fixture events' has no option '--form'", "did you mean '--from'?"),
    ("events -x", "'fixture events' has no option '-x'", "see: fixture help events"),
    ("events --from", "--from needs a value: --from INSTANT", "expected a date (1999-01-31)"),
    ("events --from --follow", "--from needs a value: --from INSTANT", "expected a date"),
    ("events --follow=yes", "--follow takes no value", "write just --follow"),
    ("events --limit 1 --limit 2", "--limit is given twice", "leave one of the two out"),
    ("events --limit 0", "'0' is no value for --limit", "expected a whole number, 1 to 1000"),
    ("events --from 1999-02-29", "'1999-02-29' is no value for --from: month 2 of 1999 has 28 days", "expected a date"),
    ("events --from 1999-13-01", "'1999-13-01' is no value for --from: month is 13, not 1 to 12", "expected a date"),
    ("events --order newst", "'newst' is no value for --order", "did you mean 'newest'?"),
    ("events --queue a/b", "'a/b' is no value for --queue", "expected 1 to 63 of A-Z"),
    ("import", "KIND is missing", "expected bank or pbx"),
    ("import bnk", "'bnk' is no value for KIND", "did you mean 'bank'?"),
    ("events extra", "'extra' is one argument too many", "quote a value"),
    ("report kpi", "--centre is missing", "add --centre NAME"),
  ])
  func saysWhatToDo(line: String, message: String, hint: String) async {
    let answer = await Answer.to(line)
    #expect(answer.code == .usage)
    #expect(answer.out == "")
    #expect(answer.err.hasPrefix("fixture: \(message)\n"))
    #expect(answer.err.contains("\n  \(hint)"))
  }

  @Test func errorsOfTheWorldAndOursDiffer() async {
    let away = await Answer.to("break away")
    #expect(away.code == .environment)
    #expect(away.err == "fixture: the database is away\n  start it\n")
    let surprise = await Answer.to("break surprise")
    #expect(surprise.code == .internalFault)
    #expect(surprise.err.hasPrefix("fixture: internal error: Surprise()"))
  }

  @Test func aReaderThatGoesAwayEndsTheCommandQuietly() async {
    let answer = await Answer.to("break endless", closingAfter: 100_000)
    #expect(answer.code == .outputClosed)
    #expect(answer.err == "")
  }

  @Test func wordsAreSuggestedByTheirSlips() async {
    #expect(await Answer.to("--verison").err.contains("did you mean '--version'?"))
    #expect(await Answer.to("impotr bank").err.contains("did you mean 'import'?"))
  }
}
