// What a student is told to type.
#include "cli/lan_addresses.h"

#include <doctest/doctest.h>

using namespace wordspace::cli;
using List = std::vector<std::string>;

TEST_CASE("cards come alone, IPv4 first, and a long address once a card") {
  const std::vector<NetworkAddress> all = {{"docker0", "172.17.0.1", false, false},
                                           {"wlan0", "fd00::2", true, true},
                                           {"wlan0", "fd00::3", true, true},
                                           {"wlan0", "192.168.1.5", false, true},
                                           {"eth0", "10.0.0.7", false, true}};
  CHECK(typed_addresses(all, "teacher.local", 8000) ==
        List{"http://192.168.1.5:8000/", "http://10.0.0.7:8000/", "http://[fd00::2]:8000/",
             "http://teacher.local:8000/"});
}

TEST_CASE("without a card whatever there is will do, and port 80 need not be typed") {
  CHECK(typed_addresses({{"eth0", "10.0.0.7", false, false}}, "", 80) == List{"http://10.0.0.7/"});
  CHECK(typed_addresses({}, "", 80).empty());
}

TEST_CASE("loopback and addresses of one wire are not among the machine's") {
  const std::vector<NetworkAddress> all = network_addresses();
  if (all.empty()) MESSAGE("skipped: this machine is in no network");
  for (const NetworkAddress& one : all) {
    CHECK_FALSE(one.address.empty());
    CHECK_FALSE(one.address.starts_with("127."));
    CHECK_FALSE(one.address.starts_with("169.254."));
    CHECK_FALSE(one.address.starts_with("fe80"));
    CHECK(one.address != "::1");
  }
}
