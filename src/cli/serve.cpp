// `wordspace serve`: the built web lab on this machine, with the headers that threads need.
// Not for the open internet: no TLS, no log, the loopback address unless told otherwise.
#include <httplib.h>
#include <pthread.h>
#include <sys/socket.h>

#include <csignal>
#include <cstdio>
#include <memory>
#include <thread>

#include "cli/common.h"
#include "cli/web_folder.h"

namespace wordspace::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  int port = 8000;
  std::string host = "127.0.0.1";
  std::string dir;
  bool no_isolation = false;
};

// The built lab as it lies to a program in build/native-release, or installed.
std::string default_folder(const std::string& executable) {
  const fs::path beside = program_folder(executable);
  std::error_code code;
  for (const fs::path& folder : {beside.parent_path() / "web", beside / "web",
                                 beside.parent_path() / "share" / "wordspace" / "web"}) {
    if (fs::is_regular_file(folder / "index.html", code)) return folder.string();
  }
  return (beside.parent_path() / "web").string();
}

void respond(const WebFolder& folder, const httplib::Request& request,
             httplib::Response& response) {
  const WebResponse answer =
      folder.answer({request.method, request.path, request.get_header_value("Accept-Encoding"),
                     request.get_header_value("If-None-Match")});
  for (const auto& [name, value] : answer.headers) response.set_header(name.c_str(), value);
  // Left unset for whole files, so that the library can answer ranges.
  if (answer.status != 200) response.status = answer.status;
  if (answer.body == nullptr) return;
  if (answer.body->empty()) {
    response.set_content("", answer.content_type.c_str());
    return;
  }
  // A provider of known length is sent as it is; a plain body the library might compress again.
  response.set_content_provider(
      answer.body->size(), answer.content_type.c_str(),
      [body = answer.body](std::size_t offset, std::size_t length, httplib::DataSink& sink) {
        return sink.write(body->data() + offset, length);
      });
}

int run(const std::string& executable, const Options& options) {
  const Status port_ok = check_range("--port", options.port, 0, 65535);
  if (!port_ok.ok()) return misuse(port_ok.error());
  const std::string dir = options.dir.empty() ? default_folder(executable) : options.dir;
  const Result<WebFolder> folder = WebFolder::open(dir, !options.no_isolation);
  if (!folder.ok()) return fail(folder.error());

  // Taken by a thread of their own below, never by a worker of the server.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGUSR1);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);

  httplib::Server server;
  server.set_pre_routing_handler([&](const httplib::Request& request, httplib::Response& response) {
    respond(*folder, request, response);
    return httplib::Server::HandlerResponse::Handled;
  });
  // The library's own default would let two servers share one port without a word.
  server.set_socket_options([](socket_t socket) {
    const int yes = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  });
  server.set_tcp_nodelay(true);
  server.set_payload_max_length(1 << 16);
  int port = options.port;
  if (port == 0) {
    port = server.bind_to_any_port(options.host.c_str());
  } else if (!server.bind_to_port(options.host.c_str(), port)) {
    port = -1;
  }
  if (port < 0) {
    return fail({"serve.port_taken",
                 "Cannot listen on " + options.host + ":" + std::to_string(options.port) +
                     ": it is in use or not yours to take.",
                 "Try another --port, or 0 for a free one.",
                 {std::to_string(options.port)}});
  }
  const bool is_ipv6 = options.host.find(':') != std::string::npos;
  const std::string host = is_ipv6 ? "[" + options.host + "]" : options.host;
  std::printf("Wordspace is served at http://%s:%d/ (Ctrl+C stops it)\n", host.c_str(), port);
  std::fflush(stdout);

  std::thread waiter([&] {
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
  });
  const bool served = server.listen_after_bind();
  pthread_kill(waiter.native_handle(), SIGUSR1);  // when the server ended by itself
  waiter.join();
  return served ? kExitDone
                : fail({"serve.failed", "The server stopped by itself.", "Start it again."});
}

}  // namespace

void add_serve(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("serve", "Serve the built web lab on this machine");
  auto options = std::make_shared<Options>();
  command->add_option("--port", options->port, "Port; 0 takes a free one")->capture_default_str();
  command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_option("--dir", options->dir, "Folder of the built web lab [beside this program]");
  command->add_flag("--no-isolation", options->no_isolation,
                    "Leave out the headers that threads need, to try the page without them");
  program.on_call(command, [&program, options] { return run(program.executable(), *options); });
}

}  // namespace wordspace::cli
