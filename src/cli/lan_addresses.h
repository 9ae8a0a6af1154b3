// The addresses under which other machines of the network reach this one.
// Not name service: a .local name is told only where something on this machine answers for it.
#pragma once

#include <string>
#include <vector>

namespace wordspace::cli {

struct NetworkAddress {
  std::string interface_name;  // "wlan0"
  std::string address;         // numeric
  bool ipv6 = false;
  bool hardware = false;  // a real card, not a bridge or a tunnel of this machine
};

// Of interfaces that are up, without loopback and without addresses that hold on one wire only.
std::vector<NetworkAddress> network_addresses();

// What a student types, best first: real cards before others (which are left out when there is a
// card), IPv4 before IPv6, one IPv6 address an interface, then the name when it is not empty.
std::vector<std::string> typed_addresses(std::vector<NetworkAddress> addresses,
                                         const std::string& local_name, int port);

// "teacher.local" where an mDNS responder runs; else empty.
std::string local_name();

// "http://192.168.1.5:8000/", brackets around IPv6; port 80 is left out.
std::string web_address(const std::string& host, int port);

}  // namespace wordspace::cli
