#pragma once

#include <librdkafka/rdkafka.h>
#include <stdint.h>

/// A client that is connected, and its topic; `client` is `NULL` when that failed.
typedef struct {
  rd_kafka_t *client;
  rd_kafka_topic_t *topic;
} baseline_kafka;

/// @param events those of librdkafka that come by the client's main queue.
baseline_kafka baseline_kafka_open(
    rd_kafka_type_t type, const char *properties, const char *topic, int events, char *problem);

void baseline_kafka_close(baseline_kafka kafka);

/// Notes what librdkafka says and returns -1.
int64_t baseline_kafka_failed(rd_kafka_resp_err_t code, const char *doing, char *problem);
