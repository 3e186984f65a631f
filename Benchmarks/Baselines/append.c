#include "baselines.h"
#include "connection.h"
#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { INT8 = 20, INT2 = 21, BYTEA = 17, INT8_ARRAY = 1016, BYTEA_ARRAY = 1001, DIGEST = 32, PARAMETERS = 8 };

/// Parameters as they go over the wire; each array has a buffer of its own that grows and is used again.
typedef struct {
  uint8_t *bytes;
  size_t count;
  size_t capacity;
} buffer;

static void put(buffer *to, const void *bytes, size_t count) {
  if (to->count + count > to->capacity) {
    to->capacity = (to->count + count) * 2;
    to->bytes = realloc(to->bytes, to->capacity);
    if (!to->bytes) abort();
  }
  memcpy(to->bytes + to->count, bytes, count);
  to->count += count;
}

static void put4(buffer *to, uint32_t value) {
  value = htobe32(value);
  put(to, &value, 4);
}

static void put8(buffer *to, uint64_t value) {
  value = htobe64(value);
  put(to, &value, 8);
}

static void begin_array(buffer *to, uint32_t element, uint32_t count) {
  to->count = 0;
  put4(to, 1);
  put4(to, 0);
  put4(to, element);
  put4(to, count);
  put4(to, 1);
}

static void put_field(buffer *to, const void *bytes, size_t count) {
  put4(to, (uint32_t)count);
  put(to, bytes, count);
}

typedef struct {
  buffer positions, ids, prevs, bodies;
} arrays;

static const uint8_t *body(const baseline_records *records, size_t index, size_t *count) {
  uint64_t start = index == 0 ? 0 : records->body_ends[index - 1];
  *count = records->body_ends[index] - start;
  return records->bodies + start;
}

static void fill(arrays *to, const baseline_records *records, size_t first, uint32_t count) {
  begin_array(&to->positions, INT8, count);
  begin_array(&to->ids, BYTEA, count);
  begin_array(&to->prevs, BYTEA, count);
  begin_array(&to->bodies, BYTEA, count);
  for (size_t index = first; index < first + count; index++) {
    put4(&to->positions, 8);
    put8(&to->positions, (uint64_t)records->first_position + index);
    put_field(&to->ids, records->ids + index * DIGEST, DIGEST);
    put_field(&to->prevs, records->prevs + index * DIGEST, DIGEST);
    size_t length;
    const uint8_t *bytes = body(records, index, &length);
    put_field(&to->bodies, bytes, length);
  }
}

/// The record before the first group, as another writer left it.
static int64_t put_anchor(PGconn *pq, const baseline_records *records, char *problem) {
  uint16_t slice = htobe16((uint16_t)records->slice);
  uint64_t position = htobe64((uint64_t)records->first_position), epoch = htobe64((uint64_t)records->epoch);
  size_t length;
  const uint8_t *bytes = body(records, 0, &length);
  const char *values[] = {(char *)&slice, (char *)&position, (char *)&epoch, (char *)records->ids,
                          (char *)records->prevs, (char *)bytes};
  const int lengths[] = {2, 8, 8, DIGEST, DIGEST, (int)length}, formats[] = {1, 1, 1, 1, 1, 1};
  const Oid types[] = {INT2, INT8, INT8, BYTEA, BYTEA, BYTEA};
  PGresult *result = PQexecParams(
      pq, "INSERT INTO trunkline.log VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING", 6, types, values, lengths,
      formats, 1);
  int done = PQresultStatus(result) == PGRES_COMMAND_OK;
  PQclear(result);
  return done ? 0 : baseline_failed(pq, "put the anchor", problem);
}

static int64_t append_group(
    PGconn *pq, const baseline_records *records, size_t first, uint32_t count, arrays *scratch, char *problem) {
  fill(scratch, records, first, count);
  uint16_t slice = htobe16((uint16_t)records->slice);
  uint64_t epoch = htobe64((uint64_t)records->epoch);
  uint64_t before = htobe64((uint64_t)records->first_position + first - 1);
  const buffer *given[] = {&scratch->positions, &scratch->ids, &scratch->prevs, &scratch->bodies};
  const char *values[PARAMETERS] = {(char *)&slice, (char *)&epoch};
  int lengths[PARAMETERS] = {2, 8}, formats[PARAMETERS] = {1, 1, 1, 1, 1, 1, 1, 1};
  for (int index = 0; index < 4; index++) {
    values[2 + index] = (char *)given[index]->bytes;
    lengths[2 + index] = (int)given[index]->count;
  }
  values[6] = (char *)&before;
  lengths[6] = 8;
  values[7] = (char *)records->ids + (first - 1) * DIGEST;
  lengths[7] = DIGEST;
  PGresult *result = PQexecPrepared(pq, "append", PARAMETERS, values, lengths, formats, 1);
  int done = PQresultStatus(result) == PGRES_COMMAND_OK && (uint32_t)atol(PQcmdTuples(result)) == count;
  if (!done) {
    baseline_failed(pq, "append a group", problem);
    if (PQresultStatus(result) == PGRES_COMMAND_OK) {
      snprintf(problem, BASELINE_PROBLEM_BYTES, "append a group: %s of %u rows", PQcmdTuples(result), count);
    }
  }
  PQclear(result);
  return done ? 0 : -1;
}

int64_t baseline_append(
    const char *connection, const char *statement, const baseline_records *records, int64_t *group_nanoseconds,
    char *problem) {
  PGconn *pq = baseline_connect(connection, problem);
  if (!pq) return -1;
  const Oid types[PARAMETERS] = {INT2, INT8, INT8_ARRAY, BYTEA_ARRAY, BYTEA_ARRAY, BYTEA_ARRAY, INT8, BYTEA};
  PGresult *prepared = PQprepare(pq, "append", statement, PARAMETERS, types);
  int64_t outcome = PQresultStatus(prepared) == PGRES_COMMAND_OK ? 0 : baseline_failed(pq, "prepare", problem);
  PQclear(prepared);
  if (outcome == 0) outcome = put_anchor(pq, records, problem);
  arrays scratch = {0};
  int64_t start = baseline_now(), end = start;
  size_t first = 1;
  for (size_t group = 0; outcome == 0 && group < records->group_count; group++) {
    int64_t before = end;
    outcome = append_group(pq, records, first, records->groups[group], &scratch, problem);
    first += records->groups[group];
    end = baseline_now();
    group_nanoseconds[group] = end - before;
  }
  free(scratch.positions.bytes);
  free(scratch.ids.bytes);
  free(scratch.prevs.bytes);
  free(scratch.bodies.bytes);
  PQfinish(pq);
  return outcome < 0 ? outcome : end - start;
}
