import CentreFile
import Events
import Values

/// The mistakes of a file, as `LINE:COLUMN problem [expected]`; empty: none.
func mistakes(_ text: String) -> [String] { mistakes(Array(text.utf8)) }

func mistakes(_ bytes: [UInt8]) -> [String] {
  switch CentreFile.read(bytes) {
  case .success: []
  case .failure(let found):
    found.all.map { "\($0.place) \($0.problem)" + ($0.expected.isEmpty ? "" : " [\($0.expected)]") }
  }
}

func read(_ text: String) throws -> CentreFile { try CentreFile.read(Array(text.utf8)).get() }
