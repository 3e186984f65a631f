#include "baselines.h"
#include "connection.h"
#include <stdio.h>
#include <stdlib.h>

static const char header[] = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0";
enum { HEADER_BYTES = 19, PIECE_BYTES = 64 << 10 };

static int64_t send_piece(PGconn *pq, const char *bytes, size_t count, char *problem) {
  return PQputCopyData(pq, bytes, (int)count) == 1 ? 0 : baseline_failed(pq, "send rows", problem);
}

static int64_t finish(PGconn *pq, uint64_t *rows, char *problem) {
  if (PQputCopyEnd(pq, NULL) != 1) return baseline_failed(pq, "end the copy", problem);
  int64_t outcome = 0;
  PGresult *ended;
  while ((ended = PQgetResult(pq))) {
    if (PQresultStatus(ended) == PGRES_COMMAND_OK) {
      *rows += strtoull(PQcmdTuples(ended), NULL, 10);
    } else {
      outcome = baseline_failed(pq, "copy in", problem);
    }
    PQclear(ended);
  }
  return outcome;
}

/// One COPY, which is its own transaction.
static int64_t copy_once(
    PGconn *pq, const char *copy, FILE *file, uint64_t length, uint64_t *rows, char *piece, char *problem) {
  PGresult *begun = PQexec(pq, copy);
  int done = PQresultStatus(begun) == PGRES_COPY_IN;
  PQclear(begun);
  if (!done) return baseline_failed(pq, "begin to copy", problem);
  int64_t outcome = send_piece(pq, header, HEADER_BYTES, problem);
  while (outcome == 0 && length > 0) {
    size_t wanted = length < PIECE_BYTES ? length : PIECE_BYTES;
    if (fread(piece, 1, wanted, file) != wanted) {
      snprintf(problem, BASELINE_PROBLEM_BYTES, "the file of rows is cut off");
      return -1;
    }
    outcome = send_piece(pq, piece, wanted, problem);
    length -= wanted;
  }
  if (outcome == 0) outcome = send_piece(pq, "\377\377", 2, problem);
  return outcome < 0 ? outcome : finish(pq, rows, problem);
}

int64_t baseline_copy_in(const char *connection, const char *copy, const char *path, uint64_t *rows, char *problem) {
  FILE *file = fopen(path, "rb");
  if (!file) {
    snprintf(problem, BASELINE_PROBLEM_BYTES, "cannot read the rows");
    return -1;
  }
  PGconn *pq = baseline_connect(connection, problem);
  char *piece = malloc(PIECE_BYTES);
  int64_t outcome = pq && piece ? 0 : -1;
  *rows = 0;
  int64_t start = baseline_now();
  uint64_t length;
  while (outcome == 0 && fread(&length, sizeof length, 1, file) == 1) {
    outcome = copy_once(pq, copy, file, length, rows, piece, problem);
  }
  int64_t end = baseline_now();
  free(piece);
  fclose(file);
  if (pq) PQfinish(pq);
  return outcome < 0 ? outcome : end - start;
}
