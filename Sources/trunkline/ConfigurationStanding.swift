import CallDomain
import CallHandling
import CentreFile
import CommandLineKit
import Events
import Values

/// The configuration that a centre has at the head of the log.
struct ConfigurationStanding {
  let centre: CentreID
  /// 0: the centre was never configured.
  let version: UInt32
  let configuration: Configuration

  init(of id: CentreID, in installation: Installation) async throws {
    let centres = try await installation.loader.load(Slice(of: id)).centres
    let state = centres[id] ?? Centre(id: id)
    centre = id
    version = state.configurationVersion
    configuration = state.configuration
  }

  /// The first file of a centre is a change even where it says nothing.
  func changes(to file: CentreFile) -> [CentreChange] {
    let changes = CentreChange.between(configuration, file.configuration)
    return version == 0 && changes.isEmpty ? [.firstConfiguration] : changes
  }

  var words: String { "centre \(centre) is at version \(version) of its configuration, and that is this" }
}
