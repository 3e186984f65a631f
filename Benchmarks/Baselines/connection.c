#include "connection.h"

#include "baselines.h"
#include <stdio.h>
#include <time.h>

PGconn *baseline_connect(const char *connection, char *problem) {
  PGconn *pq = PQconnectdb(connection);
  if (PQstatus(pq) == CONNECTION_OK) return pq;
  baseline_failed(pq, "connect", problem);
  PQfinish(pq);
  return NULL;
}

int64_t baseline_failed(PGconn *pq, const char *doing, char *problem) {
  snprintf(problem, BASELINE_PROBLEM_BYTES, "%s: %s", doing, PQerrorMessage(pq));
  return -1;
}

int64_t baseline_now(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}
