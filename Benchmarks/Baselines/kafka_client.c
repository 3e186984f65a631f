#include "kafka_client.h"

#include "kafka_baselines.h"
#include <stdio.h>
#include <string.h>

enum { WAIT_MS = 10000 };

int64_t baseline_kafka_failed(rd_kafka_resp_err_t code, const char *doing, char *problem) {
  snprintf(problem, BASELINE_PROBLEM_BYTES, "%s: %s", doing, rd_kafka_err2str(code));
  return -1;
}

static rd_kafka_conf_t *configuration(const char *properties, char *problem) {
  rd_kafka_conf_t *conf = rd_kafka_conf_new();
  // It would write to standard error.
  rd_kafka_conf_set_log_cb(conf, NULL);
  for (const char *name = properties; *name;) {
    const char *value = name + strlen(name) + 1;
    if (rd_kafka_conf_set(conf, name, value, problem, BASELINE_PROBLEM_BYTES) != RD_KAFKA_CONF_OK) {
      rd_kafka_conf_destroy(conf);
      return NULL;
    }
    name = value + strlen(value) + 1;
  }
  return conf;
}

baseline_kafka baseline_kafka_open(
    rd_kafka_type_t type, const char *properties, const char *topic, int events, char *problem) {
  baseline_kafka kafka = {0};
  rd_kafka_conf_t *conf = configuration(properties, problem);
  if (!conf) return kafka;
  if (events) rd_kafka_conf_set_events(conf, events);
  kafka.client = rd_kafka_new(type, conf, problem, BASELINE_PROBLEM_BYTES);
  if (!kafka.client) {
    rd_kafka_conf_destroy(conf);
    return kafka;
  }
  kafka.topic = rd_kafka_topic_new(kafka.client, topic, NULL);
  const struct rd_kafka_metadata *metadata;
  rd_kafka_resp_err_t code = rd_kafka_metadata(kafka.client, 0, kafka.topic, &metadata, WAIT_MS);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR) {
    rd_kafka_metadata_destroy(metadata);
    return kafka;
  }
  baseline_kafka_failed(code, "connect", problem);
  baseline_kafka_close(kafka);
  return (baseline_kafka){0};
}

void baseline_kafka_close(baseline_kafka kafka) {
  if (kafka.topic) rd_kafka_topic_destroy(kafka.topic);
  if (kafka.client) rd_kafka_destroy_flags(kafka.client, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
}
