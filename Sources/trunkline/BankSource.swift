import AnonymousBank
import CommandLineKit

/// A bank's file as it lies on the disk: what a command imports.
struct BankSource {
  let bank: BankFile
  /// Whole: their digest names the source of an import.
  let bytes: [UInt8]

  private static let malformedShown = 20

  /// Reads the file and remarks on its lines that can't be read.
  /// - Throws: `badInput`, naming the path, for what is no file of the bank's form or holds no calls.
  init(_ path: String, _ console: Console) throws {
    bytes = try FileBytes.read(path)
    do throws(BankFileError) {
      bank = try BankFile(parsing: bytes)
    } catch {
      throw Failure(.badInput, "\(path): \(error.description)")
    }
    for line in bank.malformed.prefix(Self.malformedShown) {
      try console.remark("\(path), line \(line.number): \(line.reason); passed over")
    }
    if bank.malformed.count > Self.malformedShown {
      try console.remark("… and \(bank.malformed.count - Self.malformedShown) lines more that can't be read")
    }
    if bank.callCount == 0 { throw Failure(.badInput, "\(path) holds no calls") }
  }
}
