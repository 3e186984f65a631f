#include "connection.h"
#include "kafka_baselines.h"
#include "kafka_client.h"
#include <stdio.h>

enum { BATCH = 4096, WAIT_MS = 100, SILENT_WAITS_MAX = 100 };

/// Counts and discards what is there.
/// @return one after the last offset; negative: it failed.
static int64_t discard(
    rd_kafka_message_t **messages, ssize_t count, int64_t next, uint64_t *records, uint64_t *bytes, char *problem) {
  for (ssize_t index = 0; index < count; index++) {
    rd_kafka_message_t *message = messages[index];
    if (next >= 0 && message->err) next = baseline_kafka_failed(message->err, "consume", problem);
    if (next >= 0) {
      *records += 1;
      *bytes += message->len;
      next = message->offset + 1;
    }
    rd_kafka_message_destroy(message);
  }
  return next;
}

int64_t baseline_consume(
    const char *properties, const char *topic, int32_t partition, int64_t end, uint64_t *records, uint64_t *bytes,
    char *problem) {
  baseline_kafka kafka = baseline_kafka_open(RD_KAFKA_CONSUMER, properties, topic, 0, problem);
  if (!kafka.client) return -1;
  rd_kafka_queue_t *queue = rd_kafka_queue_new(kafka.client);
  rd_kafka_message_t *messages[BATCH];
  int64_t next = 0;
  int silent = 0;
  *records = 0;
  *bytes = 0;
  int64_t start = baseline_now();
  if (rd_kafka_consume_start_queue(kafka.topic, partition, 0, queue) != 0) {
    next = baseline_kafka_failed(rd_kafka_last_error(), "begin to consume", problem);
  }
  while (next >= 0 && next < end) {
    // The batch call would wait until the array is full: it only takes what is there.
    ssize_t count = rd_kafka_consume_batch_queue(queue, 0, messages, BATCH);
    if (count <= 0 && (messages[0] = rd_kafka_consume_queue(queue, WAIT_MS))) count = 1;
    if (count <= 0 && ++silent == SILENT_WAITS_MAX) {
      snprintf(problem, BASELINE_PROBLEM_BYTES, "the broker gives no records");
      next = -1;
    }
    if (count > 0) {
      silent = 0;
      next = discard(messages, count, next, records, bytes, problem);
    }
  }
  int64_t finish = baseline_now();
  rd_kafka_consume_stop(kafka.topic, partition);
  rd_kafka_queue_destroy(queue);
  baseline_kafka_close(kafka);
  return next < 0 ? -1 : finish - start;
}
