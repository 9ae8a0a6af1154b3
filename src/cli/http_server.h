// A small HTTP/1.1 server for files: one thread, sockets that never block, a deadline for every
// connection. A slow or rude client costs a place in a list, never a thread.
// Not for the open internet (no TLS), and it takes no request bodies: what is answered is a
// handler's (web_folder.h).
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "cli/web_folder.h"
#include "core/result.h"

namespace wordspace::cli {

struct ServerLimits {
  std::size_t max_connections = 512;   // more wait in the system's queue, or replace an idle one
  std::size_t max_head_bytes = 16384;  // request line and headers
  std::size_t max_target_bytes = 4096;
  int max_requests = 1000;    // of one connection
  double head_seconds = 10;   // from its first byte (or the connection's start) to the blank line
  double idle_seconds = 30;   // between two requests
  double stall_seconds = 20;  // an answer of which the client takes nothing
  double slow_after_seconds = 60;        // from here on an answer must have gone at ...
  double least_bytes_per_second = 2048;  // ... this rate
};

// The steady clock, in seconds.
double server_seconds();

class HttpServer {
 public:
  using Handler = std::function<WebResponse(const WebRequest&)>;
  using Clock = std::function<double()>;  // seconds, never backwards; asked on run()'s thread

  // host: a numeric address or a name; empty: every address of the machine. port 0: a free one.
  // clock: what deadlines go by.
  //   Errors: serve.port_taken, serve.bad_host.
  static Result<HttpServer> listen(const std::string& host, int port, Handler handler,
                                   const ServerLimits& limits = {}, Clock clock = server_seconds);
  HttpServer(HttpServer&&) noexcept;
  HttpServer& operator=(HttpServer&&) noexcept;
  ~HttpServer();

  int port() const;
  // Serves until something can be read from stop_fd (a pipe, a signalfd).
  //   Errors: serve.failed.
  Status run(int stop_fd);

 private:
  struct State;
  explicit HttpServer(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace wordspace::cli
