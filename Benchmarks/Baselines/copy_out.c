#include "baselines.h"
#include "connection.h"
#include <stdio.h>

int64_t baseline_copy_out(
    const char *connection, const char *copy, uint64_t *rows, uint64_t *bytes, char *problem) {
  PGconn *pq = baseline_connect(connection, problem);
  if (!pq) return -1;
  int64_t start = baseline_now();
  PGresult *begun = PQexec(pq, copy);
  int64_t outcome = PQresultStatus(begun) == PGRES_COPY_OUT ? 0 : baseline_failed(pq, "begin to copy", problem);
  PQclear(begun);
  *rows = 0;
  *bytes = 0;
  int length = 0;
  char *row;
  while (outcome == 0 && (length = PQgetCopyData(pq, &row, 0)) > 0) {
    *rows += 1;
    *bytes += (uint64_t)length;
    PQfreemem(row);
  }
  if (outcome == 0 && length != -1) outcome = baseline_failed(pq, "copy", problem);
  PGresult *ended;
  while ((ended = PQgetResult(pq))) {
    if (outcome == 0 && PQresultStatus(ended) != PGRES_COMMAND_OK) outcome = baseline_failed(pq, "copy", problem);
    PQclear(ended);
  }
  int64_t end = baseline_now();
  PQfinish(pq);
  // The trailer comes as a row of its own.
  if (*rows > 0) *rows -= 1;
  return outcome < 0 ? outcome : end - start;
}
