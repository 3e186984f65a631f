import Glibc

/// The whole command line of an executable.
package struct Program: Sendable {
  package let name: String
  package let summary: String
  package let version: String
  package let discussion: String
  /// Options that every command has, besides those of `StandardOptions`.
  package let commonOptions: [any Parameter]
  package let commands: [Command]
  package let examples: [Command.Example]
  /// What the root knows about errors of the world: `nil` for those that are mistakes of ours.
  package let explain: @Sendable (any Error) -> Failure?

  package init(
    _ name: String, summary: String, version: String, discussion: String = "", commonOptions: [any Parameter] = [],
    examples: [Command.Example] = [], commands: [Command],
    explain: @escaping @Sendable (any Error) -> Failure? = { _ in nil }
  ) {
    self.name = name
    self.summary = summary
    self.version = version
    self.discussion = discussion
    self.commonOptions = commonOptions
    self.commands = commands
    self.examples = examples
    self.explain = explain
  }

  /// With those that every program has.
  var allCommands: [Command] { commands + [completionsCommand] }

  var allOptions: [Declaration] { commonOptions.map(\.declaration) + StandardOptions.all.map(\.declaration) }

  /// Runs the process's own command line on its own terminal; the caller ends the process with the code.
  package func run() async -> ExitCode {
    // A reader that goes away must not kill us before servers are stopped and files closed.
    signal(SIGPIPE, SIG_IGN)
    StandardDescriptors.fill()
    return await run(Array(CommandLine.arguments.dropFirst()), surroundings: .process)
  }

  /// Runs one command line. Every error ends here, as a message on the second output and an exit code.
  package func run(_ words: [String], surroundings: Surroundings) async -> ExitCode {
    let console = Console(surroundings, words: words)
    let code = await carryOut(words, surroundings, console)
    let last = finish(code, console)
    try? console.err.flush()
    return last
  }

  /// What is still buffered may meet a closed pipe or a full disk too.
  private func finish(_ code: ExitCode, _ console: Console) -> ExitCode {
    do throws(OutputClosed) {
      try console.out.flush()
      return code
    } catch {
      return code == .ok ? report(error, console) : code
    }
  }

  private func carryOut(_ words: [String], _ surroundings: Surroundings, _ console: Console) async -> ExitCode {
    do {
      var parser = ArgumentParser(program: self, environment: surroundings.environment)
      switch try parser.parse(words) {
      case .help(let path):
        try console.out.write(HelpPage(program: self, path: path).text(width: console.width, style: console.outStyle))
        return .ok
      case .version:
        try console.out.write("\(name) \(version)\n")
        return .ok
      case .run(let command, let path, let values, let given):
        let invocation = Invocation(console: console, path: path, values: values, given: given)
        return try await command.run?(invocation) ?? .usage
      }
    } catch let closed as OutputClosed {
      return report(closed, console)
    } catch let error as UsageError {
      return report(error.failure, console)
    } catch let failure as Failure {
      return report(failure, console)
    } catch {
      return report(explain(error) ?? mistake(error), console)
    }
  }

  private func report(_ failure: Failure, _ console: Console) -> ExitCode {
    // Output first, so that the message stands below what it is about; either may be closed already.
    try? console.out.flush()
    let label = console.errStyle.paint("\(name):", .alarm)
    let hints = failure.hints.map { "  \(TextWidth.harmlessLines($0))\n" }.joined()
    try? console.err.write("\(label) \(TextWidth.harmlessLines(failure.message))\n\(hints)")
    return failure.code
  }

  /// Of a reader who went away nobody is told.
  private func report(_ closed: OutputClosed, _ console: Console) -> ExitCode {
    guard let fault = closed.fault else { return .outputClosed }
    return report(
      Failure(
        .environment, "the output can't be written: \(fault)",
        hints: ["what was written of it is not whole: make room, then run the command again"]), console)
  }

  private func mistake(_ error: any Error) -> Failure {
    Failure(
      .internalFault, "internal error: \(error)",
      hints: ["this is a mistake in \(name); please report it with the command line and \(name) \(version)"])
  }

  private var completionsCommand: Command {
    let shell = Argument<Shell>("SHELL", kind: .choice("SHELL"), summary: "bash, zsh or fish")
    let generate: @Sendable (Shell) -> String = { $0.script(for: self) }
    return Command(
      "completions", summary: "print a script that completes commands and options in a shell",
      arguments: [shell],
      examples: [
        .init("source <(\(name) completions bash)", "for this bash"),
        .init("\(name) completions zsh > ~/.zfunc/_\(name)", "for every zsh whose fpath has ~/.zfunc"),
        .init("\(name) completions fish > ~/.config/fish/completions/\(name).fish", "for every fish"),
      ]
    ) { invocation in
      try invocation.console.out.write(generate(invocation[shell]))
      return .ok
    }
  }
}
