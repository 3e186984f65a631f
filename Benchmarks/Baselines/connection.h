#pragma once

#include <libpq-fe.h>
#include <stdint.h>

/// `NULL` when it could not be opened; `problem` says why.
PGconn *baseline_connect(const char *connection, char *problem);

/// Notes what libpq says and returns -1.
int64_t baseline_failed(PGconn *pq, const char *doing, char *problem);

int64_t baseline_now(void);
