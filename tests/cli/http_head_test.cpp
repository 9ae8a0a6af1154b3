// Heads of requests as browsers, proxies and rude clients write them.
#include "cli/http_head.h"

#include <doctest/doctest.h>

using namespace wordspace::cli;

namespace {

RequestHead parsed(const std::string& head) { return parse_head(head, 4096); }

}  // namespace

TEST_CASE("a browser's head gives path and the headers that matter") {
  const RequestHead head = parsed(
      "GET /corpora/a%2bb.txt?v=1 HTTP/1.1\r\nHost: x\r\naccept-encoding: gzip\r\n"
      "Accept-Encoding: br\r\nIf-None-Match: \"1\"\r\nRange:bytes=0-1\r\nIf-Range: \"2\" \r\n\r\n");
  CHECK(head.refusal == 0);
  CHECK(head.keep_alive);
  CHECK_FALSE(head.has_body);
  CHECK(head.request.method == "GET");
  CHECK(head.request.path == "/corpora/a+b.txt");
  CHECK(head.request.accept_encoding == "gzip,br");
  CHECK(head.request.if_none_match == "\"1\"");
  CHECK(head.request.range == "bytes=0-1");
  CHECK(head.request.if_range == "\"2\"");
}

TEST_CASE("the connection is kept as version and header say") {
  CHECK_FALSE(parsed("GET / HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n").keep_alive);
  CHECK_FALSE(parsed("GET / HTTP/1.0\r\n\r\n").keep_alive);
  CHECK(parsed("GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n").keep_alive);
  CHECK(parsed("GET http://host:1/a/b HTTP/1.1\r\nHost: host:1\r\n\r\n").request.path == "/a/b");
  CHECK(parsed("GET http://host HTTP/1.1\r\nHost: host\r\n\r\n").request.path == "/");
  CHECK(parsed("GET /a:// HTTP/1.1\r\nHost: x\r\n\r\n").request.path == "/a://");
}

TEST_CASE("a body is told apart") {
  CHECK(parsed("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n").has_body);
  CHECK(parsed("GET / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n").has_body);
  CHECK_FALSE(parsed("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").has_body);
}

TEST_CASE("what is no head of HTTP is refused with its status") {
  for (const char* head :
       {"\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "G\x01T / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nno colon\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: x\r\nRange : bytes=0-1\r\n\r\n",
        "GET /%2 HTTP/1.1\r\nHost: x\r\n\r\n", "GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n",
        "\x16\x03\x01\x02 hello TLS\r\n\r\n"}) {
    CHECK_MESSAGE(parsed(head).refusal == 400, head);
    CHECK_FALSE(parsed(head).keep_alive);
  }
  CHECK(parsed("GET / HTTP/2.0\r\nHost: x\r\n\r\n").refusal == 505);
  CHECK(parsed("GET /" + std::string(5000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n").refusal == 414);
}

TEST_CASE("a response tells its length, but for 304") {
  WebResponse response;
  response.content_type = "text/plain";
  response.headers = {{"ETag", "\"1\""}};
  const std::string whole = response_head(response, 12, true);
  CHECK(whole.starts_with("HTTP/1.1 200 OK\r\n"));
  CHECK(whole.find("\r\nContent-Length: 12\r\n") != std::string::npos);
  CHECK(whole.find("\r\nETag: \"1\"\r\n") != std::string::npos);
  CHECK(whole.ends_with("\r\nConnection: keep-alive\r\n\r\n"));
  response.status = 304;
  CHECK(response_head(response, 0, false).find("Content-Length") == std::string::npos);
}
