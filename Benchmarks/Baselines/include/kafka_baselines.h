#pragma once

// What the same brokers give a plain C program on librdkafka, as baselines.h has it for libpq.
//
// `properties` are librdkafka's, the same as ours: name, value, name, value …, each ended by a zero byte, and an empty name
// at the end.

#include "baselines.h"

/// Sends each group, record for record, and waits until each record of it is reported; what each took comes into
/// `group_nanoseconds`. The slice is the partition.
///
/// @param keys of `key_bytes` each, beside each record.
/// @param due when each group may be sent, in nanoseconds from the beginning; `NULL`: as soon as the one before is in.
int64_t baseline_produce(
    const char *properties, const char *topic, const baseline_records *records, const uint8_t *keys, size_t key_bytes,
    const int64_t *due, int64_t *group_nanoseconds, char *problem);

/// Reads a partition through the record before the offset `end`, and discards it.
int64_t baseline_consume(
    const char *properties, const char *topic, int32_t partition, int64_t end, uint64_t *records, uint64_t *bytes,
    char *problem);
