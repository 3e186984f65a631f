/// Runs `body`, and `end` after it whatever became of it.
func ending<R>(
  with end: () async throws -> Void, _ body: () async throws -> R
) async throws -> R {
  let result: Result<R, any Error>
  do { result = .success(try await body()) } catch { result = .failure(error) }
  do {
    try await end()
  } catch {
    // What went wrong first says more.
    _ = try result.get()
    throw error
  }
  return try result.get()
}
