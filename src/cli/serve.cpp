// `wordspace serve`: the built web lab on this machine, with the headers that threads need; with
// --lan for the machines of a classroom.
// Not for the open internet: no TLS, no log, the loopback address unless told otherwise.
#include <sys/signalfd.h>
#include <unistd.h>
#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <memory>

#include "cli/common.h"
#include "cli/http_server.h"
#include "cli/lan_addresses.h"
#include "cli/options.h"
#include "cli/web_folder.h"

namespace wordspace::cli {
namespace {

namespace fs = std::filesystem;

struct Options {
  int port = 8000;
  std::string host = "127.0.0.1";
  std::string dir;
  bool lan = false;
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

void say_where(const Options& options, int port) {
  if (!options.lan) {
    std::printf("Wordspace is served at %s (Ctrl+C stops it)\n",
                web_address(options.host, port).c_str());
  } else {
    const auto addresses = typed_addresses(network_addresses(), local_name(), port);
    if (addresses.empty()) {
      std::printf("This machine is in no network: only it can open the lab.\n");
    } else {
      std::printf("Students type %s\n", addresses.size() == 1 ? "this address:" : "one of these:");
      for (const std::string& one : addresses) std::printf("  %s\n", one.c_str());
    }
    std::printf(
        "On their machines the lab runs on one thread: over plain HTTP a browser gives no more.\n");
    std::printf("Wordspace is served at %s (Ctrl+C stops it)\n",
                web_address("127.0.0.1", port).c_str());
  }
  std::fflush(stdout);
}

int run(const std::string& executable, const Options& options, bool host_given) {
  if (options.lan && host_given) {
    return misuse({"serve.host_and_lan", "--lan listens on every address, --host on one.",
                   "Give one of the two."});
  }
  const std::string dir = options.dir.empty() ? default_folder(executable) : options.dir;
  const Result<WebFolder> folder = WebFolder::open(dir, !options.no_isolation);
  if (!folder.ok()) return fail(folder.error());

  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  sigprocmask(SIG_BLOCK, &signals, nullptr);
  const int stop_fd = signalfd(-1, &signals, SFD_CLOEXEC);

  Result<HttpServer> server =
      HttpServer::listen(options.lan ? "" : options.host, options.port,
                         [&folder](const WebRequest& request) { return folder->answer(request); });
  if (!server.ok()) return fail(server.error());
  say_where(options, server->port());
  const Status served = server->run(stop_fd);
  close(stop_fd);
  return served.ok() ? kExitDone : fail(served.error());
}

}  // namespace

void add_serve(Program& program) {
  CLI::App* command =
      program.app().add_subcommand("serve", "Serve the built web lab on this machine");
  auto options = std::make_shared<Options>();
  add_number(command, "--port", options->port, {0, 65535}, "Port; 0 takes a free one");
  CLI::Option* host =
      command->add_option("--host", options->host, "Address to listen on")->capture_default_str();
  command->add_flag("--lan", options->lan,
                    "Listen on every address, for other machines of the network");
  command->add_option("--dir", options->dir, "Folder of the built web lab [beside this program]");
  command->add_flag("--no-isolation", options->no_isolation,
                    "Leave out the headers that threads need, to try the page without them");
  program.on_call(command, [&program, options, host] {
    return run(program.executable(), *options, host->count() > 0);
  });
}

}  // namespace wordspace::cli
