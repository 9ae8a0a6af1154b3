// `wordspace serve` before a crowd of slow and rude clients: a good one must not notice them.
// Real sockets to the real command; no client library, because none is this rude. What is promised
// is seconds of a person's, so the wall clock is read here; the server's own deadlines are tried
// with a clock of the test's in http_server_test.cpp.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <chrono>
#include <fstream>
#include <thread>

#include "command_fixture.h"

using namespace wordspace;
using namespace wordspace::command_test;

namespace {

// The command, serving a folder on a free port until it goes out of scope.
struct Served {
  pid_t child = -1;
  int out = -1, port = 0;
  explicit Served(const std::string& dir, bool lan = false) {
    int ends[2];
    REQUIRE(pipe(ends) == 0);
    child = fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      dup2(ends[1], STDOUT_FILENO);
      close(ends[0]);
      execl(WORDSPACE_COMMAND, WORDSPACE_COMMAND, "serve", "--port", "0", "--dir", dir.c_str(),
            lan ? "--lan" : static_cast<char*>(nullptr), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(ends[1]);
    out = ends[0];
    for (char c; said.find("Ctrl+C") == std::string::npos && read(out, &c, 1) == 1;) said += c;
    const std::size_t at = said.rfind("127.0.0.1:");
    REQUIRE(at != std::string::npos);
    port = std::stoi(said.substr(at + 10));
  }
  ~Served() {
    if (child > 0) {
      kill(child, SIGTERM);
      int status = 0;
      waitpid(child, &status, 0);
      CHECK(WIFEXITED(status));
      CHECK(WEXITSTATUS(status) == 0);
    }
    if (out >= 0) close(out);
  }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  long resident_kb() const {
    std::ifstream file("/proc/" + std::to_string(child) + "/status");
    for (std::string line; std::getline(file, line);) {
      if (line.starts_with("VmRSS:")) return std::stol(line.substr(6));
    }
    return 0;
  }
  std::string said;
};

int connected(int port) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const timeval patience = {20, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  if (connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
    close(fd);
    return -1;
  }
  return fd;
}

void put(int fd, const std::string& text) {
  static_cast<void>(send(fd, text.data(), text.size(), MSG_NOSIGNAL));
}

// All that comes until the server closes.
std::string rest_of(int fd) {
  std::string all;
  char buffer[65536];
  for (ssize_t count; (count = recv(fd, buffer, sizeof buffer, 0)) > 0;) {
    all.append(buffer, static_cast<std::size_t>(count));
  }
  return all;
}

std::string asked(int port, const std::string& request) {
  const int fd = connected(port);
  if (fd < 0) return {};
  put(fd, request);
  std::string answer = rest_of(fd);
  close(fd);
  return answer;
}

std::string get(const std::string& path, const char* more = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: lab\r\n" + more + "\r\n";
}

constexpr const char* kClose = "Connection: close\r\n";
constexpr std::size_t kBodyBytes = 8 << 20;

}  // namespace

TEST_CASE("a good client gets the whole page within seconds among a hundred slow and rude ones") {
  const Folder folder;
  fs::create_directories(folder.path / "web");
  folder.with("web/index.html", "<p>lab</p>");
  folder.with("web/lab.wasm", std::string(kBodyBytes, 'w'));
  const Served served(folder.file("web"));
  CHECK(asked(served.port, get("/lab.wasm", kClose)).size() > kBodyBytes);
  const long before_kb = served.resident_kb();
  REQUIRE(before_kb > 0);

  std::vector<int> trickling, waiting;
  for (int i = 0; i < 25; ++i) {
    trickling.push_back(connected(served.port));  // a byte now and then
    waiting.push_back(connected(served.port));    // half a request
    put(waiting.back(), "GET /lab.wasm HTTP/1.1\r\nHost: l");
    waiting.push_back(connected(served.port));  // never reads
    put(waiting.back(), get("/lab.wasm"));
    const int rude = connected(served.port);  // resets in the middle of the answer
    put(rude, get("/lab.wasm"));
    const linger now = {1, 0};
    setsockopt(rude, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    close(rude);
  }
  std::thread slow([&trickling] {
    const std::string head = get("/lab.wasm");
    for (std::size_t i = 0; i < 30; ++i) {
      for (const int fd : trickling) put(fd, head.substr(i % head.size(), 1));
      std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
  });

  const auto start = std::chrono::steady_clock::now();
  for (int i = 0; i < 5; ++i) {
    CHECK(asked(served.port, get("/", kClose)).ends_with("<p>lab</p>"));
    const std::string body = asked(served.port, get("/lab.wasm", kClose));
    CHECK(body.size() > kBodyBytes);
    CHECK(body.starts_with("HTTP/1.1 200 OK\r\n"));
  }
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  CHECK(taken.count() < 5);
  // One body, whoever is being sent it.
  REQUIRE(served.resident_kb() > 0);
  CHECK(served.resident_kb() - before_kb < 2 * static_cast<long>(kBodyBytes) / 1024);
  slow.join();
  for (const int fd : trickling) close(fd);
  for (const int fd : waiting) close(fd);
}

TEST_CASE("requests that are no requests are refused in a word, and the next client is served") {
  const Folder folder;
  fs::create_directories(folder.path / "web");
  folder.with("web/index.html", "<p>lab</p>");
  const Served served(folder.file("web"));
  CHECK(asked(served.port, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 400 "));
  CHECK(asked(served.port, std::string("\x16\x03\x01 TLS \0\0\r\n\r\n", 15))
            .starts_with("HTTP/1.1 400 "));
  CHECK(asked(served.port, get("/", ("X: " + std::string(20000, 'x') + "\r\n").c_str()))
            .starts_with("HTTP/1.1 431 "));
  CHECK(asked(served.port, std::string(40000, '\n')).starts_with("HTTP/1.1 431 "));
  CHECK(asked(served.port, get("/", "Content-Length: 4\r\n") + "body").starts_with("HTTP/1.1 413"));
  CHECK(asked(served.port, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n" +
                               std::string(100000, 'b'))
            .starts_with("HTTP/1.1 405 "));
  // Requests one after another, and all at once.
  const std::string all = asked(served.port, get("/") + get("/") + get("/", kClose));
  std::size_t answers = 0;
  for (std::size_t at = 0; (at = all.find("<p>lab</p>", at)) != std::string::npos; ++at) ++answers;
  CHECK(answers == 3);
  const std::string part =
      asked(served.port, get("/", "Range: bytes=3-5,0-1\r\nConnection: close\r\n"));
  CHECK(part.starts_with("HTTP/1.1 206 "));
  CHECK(part.find("bytes 3-5/10\r\n\r\nlab\r\n") != std::string::npos);
  const std::string head =
      asked(served.port, "HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(head.find("Content-Length: 10\r\n") != std::string::npos);
  CHECK(head.ends_with("\r\n\r\n"));
}

TEST_CASE("--lan says what a student types and that the lab runs on one thread there") {
  const Folder folder;
  fs::create_directories(folder.path / "web");
  folder.with("web/index.html", "<p>lab</p>");
  const Served served(folder.file("web"), true);
  CHECK(served.said.find("one thread") != std::string::npos);
  const bool alone = served.said.find("in no network") != std::string::npos;
  CHECK((alone || served.said.find("Students type") != std::string::npos));
  CHECK(asked(served.port, get("/", kClose)).ends_with("<p>lab</p>"));
  CHECK(call("serve --lan --host 127.0.0.1 --port 0").code == 2);
}
