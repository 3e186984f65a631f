/// PostgreSQL's binary COPY format, version 1 (manual, “COPY”, section “Binary Format”).
enum CopyFormat {
  static let signature: [UInt8] = [0x50, 0x47, 0x43, 0x4F, 0x50, 0x59, 0x0A, 0xFF, 0x0D, 0x0A, 0x00]
  /// Signature, flags, length of the header's extension.
  static let headerBytes = 19
  /// A table has at most 1,600 columns, a query 1,664.
  static let columnsMax = 1664
  /// Bits 16–31 of the flags are critical: a reader that does not know them must stop.
  static let criticalFlags: UInt32 = 0xFFFF_0000
}
