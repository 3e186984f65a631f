#ifndef CMICROHTTPD_H
#define CMICROHTTPD_H

#include <microhttpd.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

// libmicrohttpd without variadic functions, and with callbacks that Swift can name.

/// What the daemon's thread tells. `exchange` is what `began` returned.
struct http_calls {
  /// The request line was read; `target` points into it and lives until the request has ended. NULL: it has none.
  void *_Nonnull (*_Nonnull began)(void *_Nonnull server, struct MHD_Connection *_Nonnull connection,
                                   const char *_Nullable target);
  /// The head is there, then pieces of the body, then its end (no bytes, not the first call). 0: close the connection.
  int (*_Nonnull advanced)(void *_Nonnull server, struct MHD_Connection *_Nonnull connection,
                           const char *_Nonnull method, const char *_Nonnull version, const char *_Nullable bytes,
                           size_t *_Nonnull count, void *_Nonnull exchange);
  void (*_Nonnull ended)(void *_Nonnull server, void *_Nonnull exchange);
  void (*_Nonnull connected)(void *_Nonnull server, int file);
  /// The descriptor is still open, and is closed after this.
  void (*_Nonnull disconnected)(void *_Nonnull server, int file);
};

struct http_limits {
  unsigned int connections;
  unsigned int connections_of_an_address;
  /// For the head of a request, and for what waits to be sent.
  size_t connection_bytes;
  unsigned int idle_seconds;
};

struct http_daemon;

/// NULL: it did not start.
struct http_daemon *_Nullable http_start(int listening, struct http_limits limits, struct http_calls calls,
                                         void *_Nonnull server);
/// No connection is accepted any more; the listening descriptor is the caller's again.
void http_quiesce(struct http_daemon *_Nonnull daemon);
/// Closes all connections. None may be suspended and not resumed.
void http_stop(struct http_daemon *_Nonnull daemon);

int http_file(struct MHD_Connection *_Nonnull connection);
/// From the first byte of the method to the end of the empty line; 0: not known.
size_t http_head_bytes(struct MHD_Connection *_Nonnull connection);

/// The daemon finds the connection closed. For these two the descriptor must be known to be open.
void http_shut(int file);
/// The same, and the kernel forgets at once what it still holds for the client.
void http_reset(int file);

typedef ssize_t (*http_reader)(void *_Nonnull exchange, uint64_t position, char *_Nonnull into, size_t bytes_max);
/// What a reader returns when there is no more, or when the connection is to be closed at once.
ssize_t http_end_of_stream(void);
ssize_t http_end_with_error(void);

/// A response without a length, which the reader fills; `freed` is called once nobody needs it any more.
struct MHD_Response *_Nullable http_stream(void *_Nonnull exchange, http_reader _Nonnull reader,
                                           void (*_Nonnull freed)(void *_Nonnull exchange));

#endif
