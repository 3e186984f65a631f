#include "connection.h"
#include "kafka_baselines.h"
#include "kafka_client.h"
#include <stdio.h>
#include <time.h>

enum { REPORT_MS = 1000, SILENT_REPORTS_MAX = 30 };

/// Returns when so many records are reported.
static int64_t wait_for_reports(rd_kafka_queue_t *reports, size_t count, char *problem) {
  int silent = 0;
  while (count > 0) {
    rd_kafka_event_t *event = rd_kafka_queue_poll(reports, REPORT_MS);
    if (!event) {
      if (++silent < SILENT_REPORTS_MAX) continue;
      snprintf(problem, BASELINE_PROBLEM_BYTES, "the broker reports nothing");
      return -1;
    }
    const rd_kafka_message_t *message;
    while (rd_kafka_event_type(event) == RD_KAFKA_EVENT_DR && (message = rd_kafka_event_message_next(event))) {
      if (message->err) {
        baseline_kafka_failed(message->err, "send", problem);
        rd_kafka_event_destroy(event);
        return -1;
      }
      count--;
    }
    rd_kafka_event_destroy(event);
  }
  return 0;
}

static int64_t send_group(
    rd_kafka_topic_t *topic, rd_kafka_queue_t *reports, const baseline_records *records, const uint8_t *keys,
    size_t key_bytes, size_t first, size_t count, char *problem) {
  for (size_t index = first; index < first + count; index++) {
    uint64_t start = index == 0 ? 0 : records->body_ends[index - 1];
    int code = rd_kafka_produce(
        topic, records->slice, RD_KAFKA_MSG_F_COPY, (void *)(records->bodies + start),
        records->body_ends[index] - start, keys + index * key_bytes, key_bytes, NULL);
    if (code != 0) return baseline_kafka_failed(rd_kafka_last_error(), "send", problem);
  }
  return wait_for_reports(reports, count, problem);
}

static void wait_until(int64_t instant) {
  struct timespec until = {.tv_sec = instant / 1000000000, .tv_nsec = instant % 1000000000};
  clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

int64_t baseline_produce(
    const char *properties, const char *topic, const baseline_records *records, const uint8_t *keys, size_t key_bytes,
    const int64_t *due, int64_t *group_nanoseconds, char *problem) {
  baseline_kafka kafka = baseline_kafka_open(RD_KAFKA_PRODUCER, properties, topic, RD_KAFKA_EVENT_DR, problem);
  if (!kafka.client) return -1;
  rd_kafka_queue_t *reports = rd_kafka_queue_get_main(kafka.client);
  // The anchor: with it the producer gets its number from the broker.
  int64_t outcome = send_group(kafka.topic, reports, records, keys, key_bytes, 0, 1, problem);
  int64_t start = baseline_now(), end = start;
  size_t first = 1;
  for (size_t group = 0; outcome == 0 && group < records->group_count; group++) {
    if (due) wait_until(start + due[group]);
    int64_t before = due ? baseline_now() : end;
    outcome = send_group(kafka.topic, reports, records, keys, key_bytes, first, records->groups[group], problem);
    first += records->groups[group];
    end = baseline_now();
    group_nanoseconds[group] = end - before;
  }
  rd_kafka_queue_destroy(reports);
  baseline_kafka_close(kafka);
  return outcome < 0 ? outcome : end - start;
}
