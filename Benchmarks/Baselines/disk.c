#include "baselines.h"
#include <linux/magic.h>
#include <sys/vfs.h>

int baseline_is_in_memory(const char *folder) {
  struct statfs status;
  if (statfs(folder, &status) != 0) return 0;
  return status.f_type == TMPFS_MAGIC || status.f_type == RAMFS_MAGIC;
}
