#include "CMicrohttpd.h"

#include <stdlib.h>
#include <sys/socket.h>

struct http_daemon {
  struct MHD_Daemon *daemon;
  struct http_calls calls;
  void *server;
};

static void *began(void *closure, const char *target, struct MHD_Connection *connection) {
  struct http_daemon *self = closure;
  return self->calls.began(self->server, connection, target);
}

static enum MHD_Result advanced(void *closure, struct MHD_Connection *connection, const char *url, const char *method,
                                const char *version, const char *bytes, size_t *count, void **exchange) {
  struct http_daemon *self = closure;
  (void)url;
  return self->calls.advanced(self->server, connection, method, version, bytes, count, *exchange) ? MHD_YES : MHD_NO;
}

static void ended(void *closure, struct MHD_Connection *connection, void **exchange,
                  enum MHD_RequestTerminationCode reason) {
  struct http_daemon *self = closure;
  (void)connection;
  (void)reason;
  if (*exchange) self->calls.ended(self->server, *exchange);
  *exchange = NULL;
}

static void noticed(void *closure, struct MHD_Connection *connection, void **context,
                    enum MHD_ConnectionNotificationCode what) {
  struct http_daemon *self = closure;
  (void)context;
  int file = http_file(connection);
  if (what == MHD_CONNECTION_NOTIFY_STARTED)
    self->calls.connected(self->server, file);
  else
    self->calls.disconnected(self->server, file);
}

struct http_daemon *http_start(int listening, struct http_limits limits, struct http_calls calls, void *server) {
  struct http_daemon *self = malloc(sizeof *self);
  if (!self) return NULL;
  self->calls = calls;
  self->server = server;
  // Not strict: what strictness adds is checked by the server, which says why, and once: the library (0.9.75) writes
  // the head of an answer of its own twice where it finds the fault at the end of the head.
  self->daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, 0, NULL, NULL, advanced, self,
      MHD_OPTION_LISTEN_SOCKET, listening,
      MHD_OPTION_STRICT_FOR_CLIENT, 0,
      MHD_OPTION_CONNECTION_LIMIT, limits.connections,
      MHD_OPTION_PER_IP_CONNECTION_LIMIT, limits.connections_of_an_address,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, limits.connection_bytes,
      MHD_OPTION_CONNECTION_TIMEOUT, limits.idle_seconds,
      MHD_OPTION_URI_LOG_CALLBACK, began, self,
      MHD_OPTION_NOTIFY_COMPLETED, ended, self,
      MHD_OPTION_NOTIFY_CONNECTION, noticed, self,
      MHD_OPTION_END);
  if (!self->daemon) {
    free(self);
    return NULL;
  }
  return self;
}

void http_quiesce(struct http_daemon *daemon) { MHD_quiesce_daemon(daemon->daemon); }

void http_stop(struct http_daemon *daemon) {
  MHD_stop_daemon(daemon->daemon);
  free(daemon);
}

int http_file(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *found = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  return found ? found->connect_fd : -1;
}

size_t http_head_bytes(struct MHD_Connection *connection) {
  const union MHD_ConnectionInfo *found =
      MHD_get_connection_info(connection, MHD_CONNECTION_INFO_REQUEST_HEADER_SIZE);
  return found ? found->header_size : 0;
}

void http_shut(int file) { shutdown(file, SHUT_RDWR); }

void http_reset(int file) {
  struct linger at_once = {1, 0};
  setsockopt(file, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  shutdown(file, SHUT_RDWR);
}

ssize_t http_end_of_stream(void) { return MHD_CONTENT_READER_END_OF_STREAM; }
ssize_t http_end_with_error(void) { return MHD_CONTENT_READER_END_WITH_ERROR; }

struct MHD_Response *http_stream(void *exchange, http_reader reader, void (*freed)(void *)) {
  // The block is for responses of a known length; what is sent here lies in the connection's own memory.
  return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, reader, exchange, freed);
}
