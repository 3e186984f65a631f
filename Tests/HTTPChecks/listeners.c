// Many clients of a stream in one process. `listeners PORT TARGET COUNT SECONDS [deaf]`: says how many connected, how many events they
// got, how late (from the event's own time to here, in ms), and how many the server closed. A deaf one never reads.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ms(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int compare(const void *a, const void *b) {
  int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
  return x < y ? -1 : x > y;
}

/// Of `"time":"2026-11-28T17:02:12.859Z"`; -1: none.
static int64_t time_of(const char *text) {
  struct tm tm = {0};
  int ms;
  if (sscanf(text, "\"time\":\"%d-%d-%dT%d:%d:%d.%dZ", &tm.tm_year, &tm.tm_mon, &tm.tm_mday, &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &ms) != 7)
    return -1;
  tm.tm_year -= 1900;
  tm.tm_mon -= 1;
  return (int64_t)timegm(&tm) * 1000 + ms;
}

int main(int count, char **given) {
  if (count < 5) return 2;
  int port = atoi(given[1]), clients = atoi(given[3]), seconds = atoi(given[4]), deaf = count > 5;
  struct rlimit files;
  getrlimit(RLIMIT_NOFILE, &files);
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  char request[512];
  int length = snprintf(request, sizeof request, "GET %s HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n", given[2]);
  struct sockaddr_in place = {.sin_family = AF_INET, .sin_port = htons(port)};
  place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int poll = epoll_create1(0), connected = 0, closed = 0;
  for (int i = 0; i < clients; i++) {
    int file = socket(AF_INET, SOCK_STREAM, 0), small = 4096;
    if (deaf) setsockopt(file, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    if (connect(file, (void *)&place, sizeof place) || write(file, request, length) != length) {
      close(file);
      continue;
    }
    fcntl(file, F_SETFL, O_NONBLOCK);
    struct epoll_event wanted = {.events = deaf ? EPOLLRDHUP | EPOLLHUP : EPOLLIN, .data.fd = file};
    epoll_ctl(poll, EPOLL_CTL_ADD, file, &wanted);
    connected++;
  }
  printf("connected %d\n", connected);
  fflush(stdout);
  size_t room = 8000000, late_count = 0;
  int32_t *late = malloc(room * sizeof *late);
  uint64_t events = 0;
  // What was there before is not counted, nor what comes while the others still connect.
  int64_t begin = now_ms() + 2000, end = now_ms() + seconds * 1000ll;
  static char buffer[1 << 18];
  while (now_ms() < end) {
    struct epoll_event found[256];
    int ready = epoll_wait(poll, found, 256, 100);
    for (int i = 0; i < ready; i++) {
      ssize_t got = deaf ? 0 : read(found[i].data.fd, buffer, sizeof buffer - 1);
      if (got <= 0) {
        if (got < 0 && errno == EAGAIN) continue;
        closed++;
        close(found[i].data.fd);
        continue;
      }
      buffer[got] = 0;
      int64_t here = now_ms();
      for (char *at = buffer; (at = strstr(at, "\"time\":\"")); at += 8) {
        int64_t then = time_of(at);
        events++;
        if (then >= begin && late_count < room) late[late_count++] = (int32_t)(here - then);
      }
    }
  }
  qsort(late, late_count, sizeof *late, compare);
  printf("events %lu closed %d", (unsigned long)events, closed);
  if (late_count)
    printf(" late ms p50 %d p99 %d max %d of %zu", late[late_count / 2], late[late_count * 99 / 100], late[late_count - 1], late_count);
  printf("\n");
}
