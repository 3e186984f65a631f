import CommandLineKit
import Foundation
import Testing

/// The generated scripts, run by the shells themselves. bash is always there; zsh and fish must be when `CI` says so.
@Suite(.serialized) struct CompletionTests {
  @Test(arguments: [
    ([""], "break completions events help import report"),
    (["re"], "report"),
    (["report", ""], "kpi"),
    (["help", "ev"], "events"),
    (["help", "report", ""], "kpi"),
    (["events", "--o"], "--order"),
    (["events", "--order", ""], "newest oldest"),
    (["events", "--order", "=", "o"], "oldest"),
    (["events", "--limit", "3", "--f"], "--follow --from"),
    (["report", "--format", "n"], "ndjson"),
    (["report", "-o", "json", "kpi", "--c"], "--centre --color"),
    (["report", "kpi", "--format", "c"], "csv"),
    (["--color", "never", "rep"], "report"),
    (["import", ""], "bank pbx"),
    (["import", "bank", "/etc/host"], "/etc/host.conf /etc/hostname /etc/hosts"),
    (["completions", "z"], "zsh"),
  ])
  func bashCompletes(words: [String], expected: String) async throws {
    let script = await Answer.to("completions bash").out
    let quoted = (["fixture"] + words).map { "'\($0)'" }.joined(separator: " ")
    let asking = """
      COMP_WORDS=(\(quoted)); COMP_CWORD=\(words.count); _fixture 2>/dev/null; printf '%s\\n' "${COMPREPLY[@]}" | sort
      """
    let answer = try run("bash", script + asking)
    let offered = answer.split(separator: "\n").filter {
      !$0.isEmpty && $0 != "/etc/hosts.allow" && $0 != "/etc/hosts.deny"
    }
    #expect(offered.joined(separator: " ") == expected)
  }

  @Test func bashTakesTheScriptWithoutComplaint() async throws {
    let script = await Answer.to("completions bash").out
    #expect(try run("bash", script + "\ncomplete -p fixture") == "complete -o bashdefault -F _fixture fixture\n")
  }

  /// zsh completes only while somebody types: a terminal of its own gets the words, Tab and Return, and a stand-in for
  /// the program says what it was called with. One shell for all lines, since it needs long to start.
  @Test func zshCompletes() async throws {
    guard try installed("zsh") else { return }
    let lines = [
      ("rep", "report"), ("report k", "report kpi"), ("events --or", "events --order"), ("help ev", "help events"),
      ("events --order old", "events --order oldest"), ("report kpi --format nd", "report kpi --format ndjson"),
      ("--color nev", "--color never"), ("import ba", "import bank"),
      ("events -n 3 --fol", "events -n 3 --follow"), ("import bank /etc/hostn", "import bank /etc/hostname"),
    ]
    let script = FileManager.default.temporaryDirectory.appendingPathComponent("trunkline-completions-fixture.zsh")
    try await Answer.to("completions zsh").out.write(to: script, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: script) }
    let words = lines.map { "'\($0.0)'" }.joined(separator: " ")
    let asking = #"""
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "PS1=''; unsetopt zle_bracketed_paste; autoload -U compinit; compinit -u -D"
      zpty -w shell "source '\#(script.path)'; fixture() { print \"CALLED:\$*:\" }; print REA''DY"
      while zpty -r shell text '*READY*'; do break; done
      for line in \#(words); do
        zpty -n -w shell "fixture $line"$'\t\n'
        while zpty -r shell text; do
          [[ $text == *CALLED:* ]] && { print -r -- "${${text##*CALLED:}%%:*}"; break }
        done
      done
      zpty -d shell
      """#
    let called = try run("zsh", asking).split(separator: "\n").map(String.init)
    #expect(called == lines.map(\.1))
  }

  @Test(arguments: [
    ("fixture re", "report"), ("fixture report ", "kpi"), ("fixture events --order ", "newest oldest"),
    ("fixture events --fo", "--follow"), ("fixture report kpi --cen", "--centre"), ("fixture import ", "bank pbx"),
    ("fixture import bank /etc/hostn", "/etc/hostname"), ("fixture --color never rep", "report"),
    ("fixture import --follow ", "bank pbx"), ("fixture help report ", "kpi"),
  ])
  func fishCompletes(line: String, expected: String) async throws {
    guard try installed("fish") else { return }
    let script = await Answer.to("completions fish").out
    let answer = try run("fish", script + "\ncomplete -C '\(line)'")
    let words = answer.split(separator: "\n").map { $0.split(separator: "\t")[0] }.filter { !$0.hasSuffix("/") }
    #expect(words.sorted().joined(separator: " ") == expected)
  }

  private func installed(_ shell: String) throws -> Bool {
    let found = try run("bash", "command -v \(shell) || true") != ""
    if ProcessInfo.processInfo.environment["CI"] == "true" { #expect(found, "\(shell) is not installed") }
    return found
  }

  private func run(_ shell: String, _ script: String) throws -> String {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    process.arguments = shell == "bash" ? ["bash", "--norc", "-c", script] : [shell, "-c", script]
    let out = Pipe()
    process.standardOutput = out
    try process.run()
    let text = String(decoding: out.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    return text
  }
}
