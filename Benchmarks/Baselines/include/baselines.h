#pragma once

// What the same server gives a plain C program on libpq that does nothing else: the other half of every ratio.
//
// Each function opens a connection of its own, does its work on the calling thread, and returns the nanoseconds that the
// loop took, without connecting and preparing. Negative: it failed, and `problem` says why.

#include <stddef.h>
#include <stdint.h>

enum { BASELINE_PROBLEM_BYTES = 512 };

/// Records of the log, one after the other. The first is the anchor: it is put into the table before the clock starts.
typedef struct {
  int16_t slice;
  int64_t epoch;
  int64_t first_position;
  /// Of 32 bytes each.
  const uint8_t *ids;
  const uint8_t *prevs;
  const uint8_t *bodies;
  /// Where each body ends in `bodies`.
  const uint64_t *body_ends;
  size_t count;
  /// Records in each group, in order; together one less than `count`.
  const uint32_t *groups;
  size_t group_count;
} baseline_records;

/// Writes each group with one execution of `statement`, prepared, its arrays binary, and waits for it; what each took
/// comes into `group_nanoseconds`.
int64_t baseline_append(
    const char *connection, const char *statement, const baseline_records *records, int64_t *group_nanoseconds,
    char *problem);

/// Copies the rows of a query out and discards them.
int64_t baseline_copy_out(
    const char *connection, const char *copy, uint64_t *rows, uint64_t *bytes, char *problem);

/// Copies rows in that stand in a file in the binary COPY layout: per transaction eight bytes of length, then the rows.
int64_t baseline_copy_in(const char *connection, const char *copy, const char *path, uint64_t *rows, char *problem);

/// What was freed goes back to the kernel.
void baseline_give_memory_back(void);

/// 1 for a folder whose file system is not on a disk.
int baseline_is_in_memory(const char *folder);
