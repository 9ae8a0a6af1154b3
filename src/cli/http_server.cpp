// poll() over all sockets: each connection reads a head, is written its answer, and starts again,
// or is let go when it takes too long over any of these.
// Not parsing (http_head.cpp) and not files (web_folder.cpp).
#include "cli/http_server.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <list>
#include <utility>
#include <vector>

#include "cli/http_head.h"

namespace wordspace::cli {
namespace {

constexpr int kTickMs = 250;                   // how late a deadline may be noticed
constexpr std::size_t kTurnBytes = 256 << 10;  // written to one client before the next turn
constexpr std::size_t kDrainBytes = 1 << 20;   // read from one that was refused
constexpr double kDrainSeconds = 2;
constexpr int kBacklog = 256;
constexpr std::size_t kSpareFiles = 32;

class Socket {
 public:
  explicit Socket(int fd = -1) : fd_(fd) {}
  Socket(Socket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Socket& operator=(Socket&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Socket() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  int fd_;
};

struct Connection {
  enum class Phase {
    kReading,   // a head
    kWriting,   // its answer
    kDraining,  // what a refused client still sends, so that it can read why
  };
  Socket socket;
  Phase phase = Phase::kReading;
  std::string in;                     // bytes of the head so far
  std::vector<WebPiece> out;          // head and body
  std::size_t piece = 0, offset = 0;  // where the writing is
  std::size_t written = 0, drained = 0;
  double since = 0, moved = 0;  // start of the phase; last byte of it
  int served = 0;
  bool keep_alive = true;
  bool gone = false;

  bool idle() const { return phase == Phase::kReading && in.empty() && served > 0; }
  void enter(Phase next, double now) {
    phase = next;
    since = moved = now;
  }
};

// As many as files may be open, and not more than wanted.
std::size_t connections_allowed(std::size_t wanted) {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
  const rlim_t needed = wanted + kSpareFiles;
  if (limit.rlim_cur < needed) {
    rlimit raised = limit;
    raised.rlim_cur = std::min<rlim_t>(needed, limit.rlim_max);
    if (setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
  }
  const auto files = static_cast<std::size_t>(std::min<rlim_t>(limit.rlim_cur, 1 << 20));
  return std::min(wanted, files > 2 * kSpareFiles ? files - kSpareFiles : kSpareFiles);
}

Error port_taken(const std::string& host, int port) {
  return {"serve.port_taken",
          "Cannot listen on " + (host.empty() ? std::string("this machine's addresses") : host) +
              ", port " + std::to_string(port) + ": it is in use or not yours to take.",
          "Try another --port, or 0 for a free one.",
          {std::to_string(port)}};
}

WebResponse refusal(int status) {
  WebResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.headers = {{"Cache-Control", "no-store"}, {"X-Content-Type-Options", "nosniff"}};
  response.body = std::make_shared<const std::string>(std::string(reason_of(status)) + ".\n");
  return response;
}

}  // namespace

double server_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct HttpServer::State {
  Handler handler;
  ServerLimits limits;
  Clock clock;
  Socket listener;
  int port = 0;
  std::list<Connection> connections;
  double accept_again = 0;  // after the system ran out of files

  void accept_all(double now);
  void read_from(Connection& one, double now);
  bool take_request(Connection& one, double now);
  void answer(Connection& one, const RequestHead& head, double now);
  void send(Connection& one, const WebResponse& response, bool head_only, double now);
  void write_to(Connection& one, double now);
  void drain(Connection& one, double now);
  void check_deadline(Connection& one, double now);
  bool make_room();
};

HttpServer::HttpServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpServer::HttpServer(HttpServer&&) noexcept = default;
HttpServer& HttpServer::operator=(HttpServer&&) noexcept = default;
HttpServer::~HttpServer() = default;

int HttpServer::port() const { return state_->port; }

Result<HttpServer> HttpServer::listen(const std::string& host, int port, Handler handler,
                                      const ServerLimits& limits, Clock clock) {
  addrinfo wanted{};
  wanted.ai_family = AF_UNSPEC;
  wanted.ai_socktype = SOCK_STREAM;
  wanted.ai_flags = AI_PASSIVE | AI_NUMERICSERV;
  addrinfo* found = nullptr;
  const std::string service = std::to_string(port);
  if (getaddrinfo(host.empty() ? nullptr : host.c_str(), service.c_str(), &wanted, &found) != 0) {
    return Error{"serve.bad_host",
                 "There is no address " + host + " on this machine.",
                 "Name one of its addresses, or use --lan for all of them.",
                 {host}};
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owned(found, freeaddrinfo);
  // Every address of the machine: one socket of IPv6 takes IPv4 too.
  std::vector<const addrinfo*> order;
  for (const addrinfo* a = found; a != nullptr; a = a->ai_next) {
    const bool first = host.empty() && a->ai_family == AF_INET6;
    order.insert(first ? order.begin() : order.end(), a);
  }
  for (const addrinfo* address : order) {
    Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (socket.fd() < 0) continue;
    const int yes = 1, no = 0;
    setsockopt(socket.fd(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (address->ai_family == AF_INET6) {
      setsockopt(socket.fd(), IPPROTO_IPV6, IPV6_V6ONLY, host.empty() ? &no : &yes, sizeof yes);
    }
    if (bind(socket.fd(), address->ai_addr, address->ai_addrlen) != 0) continue;
    if (::listen(socket.fd(), kBacklog) != 0) continue;
    sockaddr_storage own{};
    socklen_t length = sizeof own;
    if (getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&own), &length) != 0) continue;
    auto state = std::make_unique<State>();
    state->port =
        ntohs(own.ss_family == AF_INET6 ? reinterpret_cast<const sockaddr_in6*>(&own)->sin6_port
                                        : reinterpret_cast<const sockaddr_in*>(&own)->sin_port);
    state->listener = std::move(socket);
    state->handler = std::move(handler);
    state->limits = limits;
    state->clock = std::move(clock);
    state->limits.max_connections = connections_allowed(limits.max_connections);
    return HttpServer(std::move(state));
  }
  return port_taken(host, port);
}

Status HttpServer::run(int stop_fd) {
  State& s = *state_;
  std::vector<pollfd> polled;
  std::vector<Connection*> order;
  for (;;) {
    double now = s.clock();
    polled.clear();
    order.clear();
    polled.push_back({stop_fd, POLLIN, 0});
    polled.push_back({s.listener.fd(), static_cast<short>(now < s.accept_again ? 0 : POLLIN), 0});
    for (Connection& one : s.connections) {
      const bool writes = one.phase == Connection::Phase::kWriting;
      polled.push_back({one.socket.fd(), static_cast<short>(writes ? POLLOUT : POLLIN), 0});
      order.push_back(&one);
    }
    const bool waits = s.connections.empty() && now >= s.accept_again;
    if (poll(polled.data(), polled.size(), waits ? -1 : kTickMs) < 0) {
      if (errno == EINTR) continue;
      return Error{"serve.failed", "The server stopped by itself.", "Start it again."};
    }
    if (polled[0].revents != 0) return Done{};
    now = s.clock();
    for (std::size_t i = 0; i < order.size(); ++i) {
      Connection& one = *order[i];
      const short ready = polled[i + 2].revents;
      if (ready != 0) {
        switch (one.phase) {
          case Connection::Phase::kReading:
            s.read_from(one, now);
            break;
          case Connection::Phase::kWriting:
            if ((ready & (POLLERR | POLLNVAL)) != 0) {
              one.gone = true;
            } else {
              s.write_to(one, now);
            }
            break;
          case Connection::Phase::kDraining:
            s.drain(one, now);
            break;
        }
      }
      // Several requests may have come at once.
      while (one.phase == Connection::Phase::kReading && !one.gone && s.take_request(one, now)) {
      }
      s.check_deadline(one, now);
    }
    s.connections.remove_if([](const Connection& one) { return one.gone; });
    if (polled[1].revents != 0) s.accept_all(now);
  }
}

// Lets the connection go that has been idle longest, or has sat longest over a head; never one that
// is being answered.
bool HttpServer::State::make_room() {
  auto oldest = connections.end();
  for (auto it = connections.begin(); it != connections.end(); ++it) {
    if (it->phase == Connection::Phase::kWriting) continue;
    const bool better = oldest == connections.end() ||
                        (it->idle() != oldest->idle() ? it->idle() : it->since < oldest->since);
    if (better) oldest = it;
  }
  if (oldest == connections.end()) return false;
  connections.erase(oldest);
  return true;
}

void HttpServer::State::accept_all(double now) {
  for (int i = 0; i < kBacklog; ++i) {
    if (connections.size() >= limits.max_connections && !make_room()) {
      accept_again = now + 0.1;
      return;
    }
    Socket socket(accept4(listener.fd(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (socket.fd() < 0) {
      if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
        accept_again = now + 0.1;
      }
      return;
    }
    const int yes = 1;
    setsockopt(socket.fd(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
    Connection& one = connections.emplace_back();
    one.socket = std::move(socket);
    one.enter(Connection::Phase::kReading, now);
  }
}

void HttpServer::State::read_from(Connection& one, double now) {
  char buffer[8192];
  const ssize_t count = recv(one.socket.fd(), buffer, sizeof buffer, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count <= 0) {
    one.gone = true;
    return;
  }
  if (one.in.empty()) one.since = now;  // a head has its time from its first byte
  one.moved = now;
  one.in.append(buffer, static_cast<std::size_t>(count));
}

// Answers the first request of what has come in; false: it is not all there yet.
bool HttpServer::State::take_request(Connection& one, double now) {
  // Some old clients send a blank line too many; nothing but those is a head that never ends.
  const std::size_t begin = one.in.find_first_not_of("\r\n");
  if (begin == std::string::npos) {
    if (one.in.size() <= limits.max_head_bytes) return false;
    one.keep_alive = false;
    send(one, refusal(431), false, now);
    return true;
  }
  one.in.erase(0, begin);
  std::size_t end = one.in.find("\r\n\r\n");
  std::size_t length = 4;
  if (const std::size_t bare = one.in.find("\n\n"); bare < end) {
    end = bare;
    length = 2;
  }
  const std::size_t size = end == std::string::npos ? one.in.size() : end + length;
  if (size > limits.max_head_bytes) {
    one.keep_alive = false;
    send(one, refusal(431), false, now);
    return true;
  }
  if (end == std::string::npos) return false;
  const RequestHead head =
      parse_head(std::string_view(one.in).substr(0, size), limits.max_target_bytes);
  one.in.erase(0, size);
  answer(one, head, now);
  return true;
}

void HttpServer::State::answer(Connection& one, const RequestHead& head, double now) {
  ++one.served;
  one.keep_alive = head.keep_alive && !head.has_body && one.served < limits.max_requests;
  if (head.refusal != 0) {
    send(one, refusal(head.refusal), false, now);
    return;
  }
  WebResponse response = handler(head.request);
  // A body is never read, so a request for a file that brings one is refused.
  if (head.has_body && response.status < 300) response = refusal(413);
  send(one, response, head.request.method == "HEAD", now);
}

void HttpServer::State::send(Connection& one, const WebResponse& response, bool head_only,
                             double now) {
  std::vector<WebPiece> body = response.pieces;
  if (body.empty() && response.body != nullptr && !response.body->empty()) {
    body.push_back({response.body, 0, response.body->size()});
  }
  std::size_t length = 0;
  for (const WebPiece& piece : body) length += piece.length;
  auto head = std::make_shared<const std::string>(response_head(response, length, one.keep_alive));
  one.out.clear();
  const std::size_t head_length = head->size();
  one.out.push_back({std::move(head), 0, head_length});
  if (!head_only) one.out.insert(one.out.end(), body.begin(), body.end());
  one.piece = one.offset = one.written = 0;
  one.enter(Connection::Phase::kWriting, now);
  write_to(one, now);
}

void HttpServer::State::write_to(Connection& one, double now) {
  std::size_t turn = 0;
  while (one.piece < one.out.size() && turn < kTurnBytes) {
    const WebPiece& piece = one.out[one.piece];
    const bool last = one.piece + 1 == one.out.size();
    const std::size_t left = std::min(piece.length - one.offset, kTurnBytes);
    const ssize_t count = ::send(one.socket.fd(), piece.bytes->data() + piece.offset + one.offset,
                                 left, MSG_NOSIGNAL | (last ? 0 : MSG_MORE));
    if (count < 0) {
      if (errno == EAGAIN || errno == EINTR) return;
      one.gone = true;
      return;
    }
    const auto sent = static_cast<std::size_t>(count);
    one.moved = now;
    turn += sent;
    one.written += sent;
    one.offset += sent;
    if (one.offset == piece.length) {
      ++one.piece;
      one.offset = 0;
    }
  }
  if (one.piece < one.out.size()) return;
  one.out.clear();  // lets go of the body
  if (!one.keep_alive) {
    shutdown(one.socket.fd(), SHUT_WR);
    one.enter(Connection::Phase::kDraining, now);
    return;
  }
  one.enter(Connection::Phase::kReading, now);
}

void HttpServer::State::drain(Connection& one, double) {
  char buffer[8192];
  const ssize_t count = recv(one.socket.fd(), buffer, sizeof buffer, 0);
  if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (count > 0) one.drained += static_cast<std::size_t>(count);
  if (count <= 0 || one.drained > kDrainBytes) one.gone = true;
}

void HttpServer::State::check_deadline(Connection& one, double now) {
  if (one.gone) return;
  const double taken = now - one.since;
  switch (one.phase) {
    case Connection::Phase::kReading:
      if (taken <= (one.idle() ? limits.idle_seconds : limits.head_seconds)) return;
      if (one.in.empty()) {
        one.gone = true;
      } else {
        one.keep_alive = false;
        send(one, refusal(408), false, now);
      }
      return;
    case Connection::Phase::kWriting: {
      const bool stalls = now - one.moved > limits.stall_seconds;
      const bool creeps = taken > limits.slow_after_seconds &&
                          static_cast<double>(one.written) < taken * limits.least_bytes_per_second;
      one.gone = stalls || creeps;
      return;
    }
    case Connection::Phase::kDraining:
      one.gone = taken > kDrainSeconds;
      return;
  }
}

}  // namespace wordspace::cli
