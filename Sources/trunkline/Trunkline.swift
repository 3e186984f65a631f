@main struct Trunkline {
  static func main() {}
}
