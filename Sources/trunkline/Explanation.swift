import CommandLineKit
import CommandSocket
import EmbeddedPostgres
import EventLog
import HTTPServer
import PluginKit
import PostgresClient
import Storage

/// Errors of the world as messages for people; `nil` for mistakes of ours.
enum Explanation {
  static func failure(_ error: any Error) -> Failure? {
    switch error {
    case _ where Task.isCancelled:
      Failure(.environment, "stopped; nothing that was acknowledged is lost, the same command goes on")
    case let error as LogFailure: log(error)
    case let error as StorageFailure: storage(error)
    case let error as EmbeddedPostgresError: Failure(.environment, error.description)
    case let error as CommandSocketError: Failure(.environment, error.description)
    case let error as ListeningFailure: Failure(.environment, error.description)
    case let error as CommandPortFailure: Failure(.environment, error.message)
    case let error as PostgresError: Failure(.environment, error.description)
    case let error as RebuildHeld:
      Failure(
        .foundProblems, error.description,
        hints: ["the former rows go on being served; see `trunkline plugins list`"])
    default: nil
    }
  }

  private static func log(_ failure: LogFailure) -> Failure {
    switch failure.kind {
    case .fenced, .stale:
      Failure(
        .environment, failure.message,
        hints: ["another trunkline process writes to this centre: let it finish, then start again; nothing is lost"])
    case .unavailable, .unsafe, .newerFormat, .otherLog: Failure(.environment, failure.message)
    case .beyondHead, .belowStart, .diverged, .broken, .tooLarge, .invalid: Failure(.foundProblems, failure.message)
    }
  }

  private static func storage(_ failure: StorageFailure) -> Failure? {
    switch failure.kind {
    case .checkpointMoved:
      Failure(
        .environment, failure.message,
        hints: ["another trunkline process fills the same read models: let it finish, then start again"])
    case .missing:
      Failure(
        .environment, failure.message,
        hints: ["tables or views of a plugin are gone: `trunkline rebuild PLUGIN` makes them anew from the log"])
    case .nothingToDo: Failure(.usage, failure.message)
    case .unavailable, .outcomeUnknown, .locked, .full, .newerFormat: Failure(.environment, failure.message)
    case .refused: nil
    }
  }
}
