import CommandLineKit
import Testing

@Suite struct HelpTests {
  @Test func theProgramShowsWhatItCanDo() async {
    let answer = await Answer.to("--help")
    #expect(answer.code == .ok)
    #expect(answer.err == "")
    #expect(answer.out.hasPrefix("fixture – calls of a fixture\nUsage: fixture COMMAND [options]\n"))
    for line in ["  events       what happened\n", "  # see what happens\n  fixture events --follow\n"] {
      #expect(answer.out.contains(line))
    }
    #expect(answer.out.contains("  1   done, and something was found: problems (verify), differences (diff)"))
  }

  @Test func aCommandTeaches() async {
    let expected = """
      fixture import – read files
      Usage: fixture import KIND [FILE …] [options]

      Arguments:
        KIND  what the file is
        FILE  files to read (may be repeated)

      Options:
        -f, --follow  wait for more

      Common options:
            --state-folder FOLDER  where everything is kept (default: /state; or FIXTURE_STATE)
        -q, --quiet                no progress and no remarks; errors still show
            --color WHEN           always, never, or auto: on a terminal, unless NO_COLOR is set (default:
                                   auto)
        -h, --help                 show this help
            --version              show the version

      """
    #expect(await Answer.to("help import").out == expected)
    #expect(await Answer.to("import --help").out == expected)
    #expect(await Answer.to("import bank -h --follow").out == expected)
  }

  @Test func aCommandBelowAnotherShowsTheOptionsOfBoth() async {
    let out = await Answer.to("help report kpi").out
    #expect(out.contains("Usage: fixture report kpi --centre NAME [options]"))
    #expect(out.contains("Options of report:\n  -o, --format FORMAT  table, json, csv or ndjson (default: table)"))
  }

  @Test(arguments: [40, 60, 80])
  func noLineOfHelpIsWiderThanTheTerminal(columns: Int) async {
    for line in ["--help", "help events", "help report", "help report kpi", "help completions"] {
      let out = await Answer.to(line, environment: ["NO_COLOR": "1"], columns: columns).out
      // Examples stay whole, so that they can be copied.
      let wide = out.split(separator: "\n").filter {
        $0.count > columns && !$0.hasPrefix("  fixture") && !$0.hasPrefix("  #")
      }
      #expect(wide.isEmpty, "\(line) at \(columns)")
    }
  }

  @Test func colourIsForTerminals() async {
    #expect(await Answer.to("--help").out.contains("\u{1B}") == false)
    #expect(await Answer.to("--help", columns: 80).out.contains("\u{1B}[1m"))
    #expect(await Answer.to("--help", environment: ["NO_COLOR": "1"], columns: 80).out.contains("\u{1B}") == false)
    #expect(await Answer.to("--help", environment: ["TERM": "dumb"], columns: 80).out.contains("\u{1B}") == false)
    #expect(await Answer.to("--help --color always", environment: ["NO_COLOR": "1"]).out.contains("\u{1B}"))
    #expect(await Answer.to("--color=never --help", columns: 80).out.contains("\u{1B}") == false)
  }

  @Test func nothingButTheNameShowsTheHelp() async {
    #expect(await Answer.to("").out == Answer.to("help").out)
    #expect(await Answer.to("--version").out == "fixture 1.2.3\n")
    #expect(await Answer.to("help evnts").code == .usage)
  }
}
