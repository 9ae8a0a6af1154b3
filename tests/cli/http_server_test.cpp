// Deadlines of the server's connections, by a clock that the test turns: nothing here waits for
// seconds to pass. Not what is served (web_folder_test.cpp), not a crowd (serve_crowd_native_test).
#include "cli/http_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>

#include <doctest/doctest.h>

using namespace wordspace;
using namespace wordspace::cli;

namespace {

constexpr std::size_t kLargeBytes = 16 << 20;  // more than the buffers of a socket take

// A server on a thread of its own; its seconds are the test's.
class Server {
 public:
  explicit Server(const ServerLimits& limits = {}) {
    REQUIRE(pipe(stop_) == 0);
    const auto small = std::make_shared<const std::string>("lab");
    const auto large = std::make_shared<const std::string>(kLargeBytes, 'w');
    const auto answer = [small, large](const WebRequest& request) {
      WebResponse response;
      response.content_type = "text/plain";
      response.body = request.path == "/large" ? large : small;
      return response;
    };
    Result<HttpServer> made =
        HttpServer::listen("127.0.0.1", 0, answer, limits, [this] { return seconds_.load(); });
    REQUIRE(made.ok());
    server_ = std::make_unique<HttpServer>(std::move(made.value()));
    thread_ = std::thread([this] { fine_ = server_->run(stop_[0]).ok(); });
  }
  ~Server() {
    CHECK(write(stop_[1], "x", 1) == 1);
    thread_.join();
    CHECK(fine_);
    for (const int end : stop_) close(end);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  int port() const { return server_->port(); }
  // Turns the clock once all that was sent before has been taken in, and waits until the server has
  // seen the new time: sockets are read in the order of their connections, so a later one that is
  // answered tells so.
  void turn_to(double seconds);

 private:
  void go_round();

  std::atomic<double> seconds_{1000};
  int stop_[2] = {-1, -1};
  std::unique_ptr<HttpServer> server_;
  std::thread thread_;
  std::atomic<bool> fine_{false};
};

class Client {
 public:
  explicit Client(const Server& server, int receive_bytes = 0) {
    fd_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // A server that never answers fails the test instead of stopping it.
    const timeval patience = {20, 0};
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    if (receive_bytes > 0) {
      setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(server.port()));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    REQUIRE(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
  }
  ~Client() { close(fd_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void put(const std::string& text) const {
    REQUIRE(send(fd_, text.data(), text.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(text.size()));
  }
  // Exactly as many bytes; fewer when the server closed.
  std::string take(std::size_t count) const {
    std::string all(count, '\0');
    std::size_t got = 0;
    while (got < count) {
      const ssize_t more = recv(fd_, all.data() + got, count - got, 0);
      if (more <= 0) break;
      got += static_cast<std::size_t>(more);
    }
    return all.substr(0, got);
  }
  // Until the answer's three bytes of body.
  std::string answer() const {
    std::string all;
    while (!all.ends_with("\r\n\r\nlab")) {
      const std::string one = take(1);
      if (one.empty()) break;
      all += one;
    }
    return all;
  }
  // All that still comes, until the server closes.
  std::string rest() const { return take(2 * kLargeBytes); }

 private:
  int fd_ = -1;
};

std::string get(const char* path) {
  return std::string("GET ") + path + " HTTP/1.1\r\nHost: lab\r\n\r\n";
}

void Server::go_round() {
  const Client later(*this);
  later.put(get("/"));
  REQUIRE(later.answer().starts_with("HTTP/1.1 200 "));
}

void Server::turn_to(double seconds) {
  go_round();
  seconds_ = 1000 + seconds;
  // The second is answered when the round of the first is over, with all deadlines.
  go_round();
  go_round();
}

}  // namespace

TEST_CASE("a head has ten seconds from its first byte, and is told so when they are over") {
  Server server;
  const Client in_time(server), late(server);
  in_time.put("GET / HT");
  late.put("GET / HT");
  server.turn_to(9.9);
  in_time.put("TP/1.1\r\nHost: lab\r\n\r\n");
  CHECK(in_time.answer().starts_with("HTTP/1.1 200 "));
  server.turn_to(10.1);
  CHECK(late.rest().starts_with("HTTP/1.1 408 "));
}

TEST_CASE("a connection that says nothing has ten seconds, one that was served thirty") {
  Server server;
  const Client silent(server), served(server);
  served.put(get("/"));
  CHECK(served.answer().starts_with("HTTP/1.1 200 "));
  server.turn_to(10.1);
  CHECK(silent.rest().empty());
  server.turn_to(29.9);
  served.put(get("/"));
  CHECK(served.answer().starts_with("HTTP/1.1 200 "));
  server.turn_to(29.9 + 30.1);
  CHECK(served.rest().empty());
}

TEST_CASE("an answer of which the client takes nothing is given up after twenty seconds") {
  Server server;
  const Client slow(server, 4096), stalled(server, 4096);
  slow.put(get("/large"));
  stalled.put(get("/large"));
  // It takes a good part each time, so that the server can write again.
  server.turn_to(19.9);
  CHECK(slow.take(kLargeBytes / 4).size() == kLargeBytes / 4);
  // A socket's buffer may have grown once more by now: nobody has taken anything of the other
  // answer since 19.9 at the latest.
  server.turn_to(39.8);
  CHECK(slow.take(kLargeBytes / 4).size() == kLargeBytes / 4);
  server.turn_to(40.1);
  CHECK(stalled.rest().size() < kLargeBytes);
  CHECK(slow.rest().size() > kLargeBytes / 2);
}

TEST_CASE("an answer that creeps is given up after a minute, however often a byte goes") {
  ServerLimits limits;
  limits.stall_seconds = 1000;
  limits.least_bytes_per_second = kLargeBytes / 60;
  Server server(limits);
  const Client creeping(server, 4096);
  creeping.put(get("/large"));
  server.turn_to(59.9);
  CHECK(creeping.take(kLargeBytes / 2).size() == kLargeBytes / 2);
  server.turn_to(60.1);
  CHECK(creeping.rest().size() < kLargeBytes / 2);
}
