import CommandLineKit
import Glibc

@main struct Trunkline {
  static let program = Program(
    "trunkline", summary: "Call handling for contact centres: one log, and everything else computed from it.",
    version: "0.1.0",
    discussion:
      "Without --postgres everything is kept in a private PostgreSQL in a state folder, which the first command "
      + "starts and the last one stops.",
    commonOptions: [
      CommonOptions.state, CommonOptions.postgres, CommonOptions.kafka, CommonOptions.kafkaProperties,
      CommonOptions.kafkaCopies,
    ],
    examples: [
      .init("trunkline import anonymous-bank FILE", "take in a month of a real call centre"),
      .init("trunkline report kpi", "service level, waits and abandons by queue"),
      .init("trunkline verify", "check the log, the rules and every report's rows"),
    ],
    commands: [
      DemoCommand.command, DemoImportCommand.command, ServeCommand.command,
      ConfigurationCommands.apply, ConfigurationCommands.diff, ConfigurationCommands.configuration,
      HandCommands.agent, HandCommands.call,
      GetCommand.command, WhyCommand.command, TopCommand.command, ReportCommand.command, EventsCommand.command,
      ImportCommand.command, VerifyCommand.command, RebuildCommand.command, PluginsCommand.command,
      LogCommand.command,
    ],
    explain: Explanation.failure)

  static func main() async {
    let work = Task { () -> ExitCode in await program.run() }
    StopSignals.watch { work.cancel() }
    exit(await work.value.rawValue)
  }
}
