// getifaddrs, and what /sys tells of a card.
// Not a choice for the server: it listens on all of them.
#include "cli/lan_addresses.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <memory>

namespace wordspace::cli {

std::vector<NetworkAddress> network_addresses() {
  std::vector<NetworkAddress> out;
  ifaddrs* list = nullptr;
  if (getifaddrs(&list) != 0) return out;
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owned(list, freeifaddrs);
  for (const ifaddrs* one = list; one != nullptr; one = one->ifa_next) {
    if (one->ifa_addr == nullptr || (one->ifa_flags & IFF_LOOPBACK) != 0 ||
        (one->ifa_flags & IFF_UP) == 0 || (one->ifa_flags & IFF_RUNNING) == 0) {
      continue;
    }
    NetworkAddress address;
    address.interface_name = one->ifa_name;
    char text[INET6_ADDRSTRLEN] = "";
    if (one->ifa_addr->sa_family == AF_INET) {
      const auto* in = reinterpret_cast<const sockaddr_in*>(one->ifa_addr);
      const std::uint32_t bits = ntohl(in->sin_addr.s_addr);
      if (bits >> 16 == 0xA9FEu) continue;  // 169.254: no router gave it
      inet_ntop(AF_INET, &in->sin_addr, text, sizeof text);
    } else if (one->ifa_addr->sa_family == AF_INET6) {
      const auto* in = reinterpret_cast<const sockaddr_in6*>(one->ifa_addr);
      if (IN6_IS_ADDR_LINKLOCAL(&in->sin6_addr) || IN6_IS_ADDR_LOOPBACK(&in->sin6_addr)) continue;
      inet_ntop(AF_INET6, &in->sin6_addr, text, sizeof text);
      address.ipv6 = true;
    } else {
      continue;
    }
    address.address = text;
    std::error_code error;
    address.hardware =
        std::filesystem::exists("/sys/class/net/" + address.interface_name + "/device", error);
    out.push_back(std::move(address));
  }
  return out;
}

std::string web_address(const std::string& host, int port) {
  const bool ipv6 = host.find(':') != std::string::npos;
  const std::string name = ipv6 ? "[" + host + "]" : host;
  return "http://" + name + (port == 80 ? "" : ":" + std::to_string(port)) + "/";
}

std::vector<std::string> typed_addresses(std::vector<NetworkAddress> addresses,
                                         const std::string& local_name, int port) {
  const bool card = std::any_of(addresses.begin(), addresses.end(),
                                [](const NetworkAddress& one) { return one.hardware; });
  if (card) std::erase_if(addresses, [](const NetworkAddress& one) { return !one.hardware; });
  std::vector<std::string> out, told;  // told: interfaces whose IPv6 address stands in out
  for (const bool ipv6 : {false, true}) {
    for (const NetworkAddress& one : addresses) {
      if (one.ipv6 != ipv6) continue;
      if (ipv6) {
        if (std::find(told.begin(), told.end(), one.interface_name) != told.end()) continue;
        told.push_back(one.interface_name);
      }
      out.push_back(web_address(one.address, port));
    }
  }
  if (!local_name.empty()) out.push_back(web_address(local_name, port));
  return out;
}

std::string local_name() {
  std::error_code error;
  if (!std::filesystem::exists("/run/avahi-daemon/socket", error)) return {};
  char name[256] = "";
  if (gethostname(name, sizeof name - 1) != 0) return {};
  const std::string host = std::string(name).substr(0, std::string(name).find('.'));
  return host.empty() || host == "localhost" ? std::string() : host + ".local";
}

}  // namespace wordspace::cli
