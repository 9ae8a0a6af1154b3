// What the server answers, without a socket.
#include "cli/web_folder.h"

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <doctest/doctest.h>

using namespace wordspace;
using namespace wordspace::cli;
namespace fs = std::filesystem;

namespace {

struct Site {
  fs::path base = fs::temp_directory_path() /
                  ("wordspace-site-" + std::to_string(reinterpret_cast<std::uintptr_t>(this)));
  fs::path root = base / "web";
  Site() {
    fs::remove_all(base);
    fs::create_directories(root / "corpora");
    write("web/index.html",
          "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; x y\">");
    write("web/lab.wasm", "wasm bytes");
    write("web/lab.wasm.br", "brotli");
    write("web/lab.wasm.gz", "gzip");
    write("web/empty.js", "");
    write("web/corpora/a+b.txt", "text");
    write("secret.txt", "secret");
    fs::create_symlink(base / "secret.txt", root / "leak.txt");
    fs::create_directory_symlink(base, root / "up");
  }
  ~Site() { fs::remove_all(base); }
  void write(const char* name, const char* text) const { std::ofstream(base / name) << text; }
  WebFolder open(bool isolation = true) const {
    Result<WebFolder> folder = WebFolder::open(root.string(), isolation);
    REQUIRE(folder.ok());
    return *folder;
  }
};

std::string header(const WebResponse& response, const std::string& name) {
  for (const auto& [key, value] : response.headers) {
    if (key == name) return value;
  }
  return "";
}

WebResponse get(const WebFolder& folder, const std::string& path, const std::string& accept = "",
                const std::string& tag = "") {
  return folder.answer({"GET", path, accept, tag});
}

}  // namespace

TEST_CASE("files come with their type and the headers that threads need") {
  const Site site;
  const WebFolder folder = site.open();
  const WebResponse page = get(folder, "/");
  CHECK(page.status == 200);
  CHECK(page.content_type == "text/html; charset=utf-8");
  CHECK(header(page, "Cross-Origin-Opener-Policy") == "same-origin");
  CHECK(header(page, "Cross-Origin-Embedder-Policy") == "require-corp");
  CHECK(header(page, "Cross-Origin-Resource-Policy") == "same-origin");
  CHECK(header(page, "Content-Security-Policy") == "default-src 'none'; x y");
  CHECK(header(page, "Cache-Control") == "no-cache");
  const WebResponse wasm = get(folder, "/lab.wasm");
  CHECK(wasm.content_type == "application/wasm");
  CHECK(*wasm.body == "wasm bytes");
  CHECK(header(wasm, "Vary") == "Accept-Encoding");
  CHECK(get(folder, "/empty.js").content_type == "text/javascript; charset=utf-8");
  CHECK(get(folder, "/empty.js").body->empty());
  CHECK(*get(folder, "/corpora/a+b.txt").body == "text");
  CHECK(mime_type("x.TTF") == "font/ttf");
  CHECK(mime_type("x.json") == "application/json");
}

TEST_CASE("isolation can be left out, for the page without threads") {
  const Site site;
  const WebResponse page = get(site.open(false), "/");
  CHECK(header(page, "Cross-Origin-Opener-Policy").empty());
  CHECK(header(page, "Cross-Origin-Embedder-Policy").empty());
  CHECK_FALSE(header(page, "Content-Security-Policy").empty());
}

TEST_CASE("a compressed twin is sent to browsers that take it") {
  const Site site;
  const WebFolder folder = site.open();
  const WebResponse brotli = get(folder, "/lab.wasm", "gzip, deflate, br");
  CHECK(*brotli.body == "brotli");
  CHECK(header(brotli, "Content-Encoding") == "br");
  CHECK(brotli.content_type == "application/wasm");
  CHECK(*get(folder, "/lab.wasm", "gzip").body == "gzip");
  CHECK(*get(folder, "/lab.wasm", "br;q=0, gzip;q=0.5").body == "gzip");
  CHECK(*get(folder, "/lab.wasm", "identity, brx").body == "wasm bytes");
  CHECK(header(get(folder, "/empty.js", "br"), "Content-Encoding").empty());
  CHECK(accepts_encoding("GZIP ; q=1.0", "gzip"));
  CHECK_FALSE(accepts_encoding("gzip;q=0.000", "gzip"));
  CHECK_FALSE(accepts_encoding("", "br"));
}

TEST_CASE("an unchanged file is answered with 304, by the tag of its encoding") {
  const Site site;
  const WebFolder folder = site.open();
  const std::string plain = header(get(folder, "/lab.wasm"), "ETag");
  const std::string brotli = header(get(folder, "/lab.wasm", "br"), "ETag");
  CHECK(plain != brotli);
  CHECK(get(folder, "/lab.wasm", "", plain).status == 304);
  CHECK(get(folder, "/lab.wasm", "", plain).body == nullptr);
  CHECK(get(folder, "/lab.wasm", "br", plain).status == 200);
  CHECK(get(folder, "/lab.wasm", "br", "W/\"x\", " + brotli).status == 304);
}

TEST_CASE("nothing outside the folder is ever sent") {
  const Site site;
  const WebFolder folder = site.open();
  for (const char* path : {"/../secret.txt", "/corpora/../../secret.txt", "/..", "/../",
                           "/./index.html", "\\..\\secret.txt", "/..\\secret.txt", "/leak.txt",
                           "/up/secret.txt", "", "secret.txt", "/C:/x", "/a\nb"}) {
    const WebResponse response = get(folder, path);
    CHECK_MESSAGE(response.status == 403, path);
    CHECK(response.body->find("secret\n") == std::string::npos);
  }
  CHECK(get(folder, std::string("/index.html\0.js", 15)).status == 403);
  CHECK(get(folder, "//secret.txt").status == 404);
  CHECK(get(folder, "/none.js").status == 404);
  CHECK(get(folder, "/corpora").status == 404);
  CHECK(get(folder, "/corpora/").status == 404);
  CHECK(get(folder, "/index.html/").status == 404);
}

TEST_CASE("only GET and HEAD are answered") {
  const Site site;
  const WebFolder folder = site.open();
  CHECK(folder.answer({"HEAD", "/", "", ""}).status == 200);
  for (const char* method : {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"}) {
    const WebResponse response = folder.answer({method, "/", "", ""});
    CHECK(response.status == 405);
    CHECK(header(response, "Allow") == "GET, HEAD");
  }
}

TEST_CASE("a folder that is missing or is not the lab is refused") {
  const Site site;
  CHECK(WebFolder::open((site.base / "none").string(), true).error().code == "serve.no_folder");
  CHECK(WebFolder::open((site.base / "secret.txt").string(), true).error().code ==
        "serve.no_folder");
  CHECK(WebFolder::open((site.root / "corpora").string(), true).error().code == "serve.no_index");
}

TEST_CASE("a range is one of the file itself, whatever twin lies beside it") {
  const Site site;
  const WebFolder folder = site.open();
  const WebResponse part = folder.answer({"GET", "/lab.wasm", "br, gzip", "", "bytes=5-9"});
  CHECK(part.status == 206);
  CHECK(header(part, "Content-Range") == "bytes 5-9/10");
  CHECK(header(part, "Content-Encoding").empty());
  CHECK(header(part, "ETag") == header(get(folder, "/lab.wasm"), "ETag"));
  CHECK(part.content_type == "application/wasm");
  REQUIRE(part.pieces.size() == 1);
  CHECK(part.pieces[0].bytes->substr(part.pieces[0].offset, part.pieces[0].length) == "bytes");

  const WebResponse none = folder.answer({"GET", "/lab.wasm", "", "", "bytes=10-"});
  CHECK(none.status == 416);
  CHECK(header(none, "Content-Range") == "bytes */10");
  CHECK(folder.answer({"HEAD", "/lab.wasm", "", "", "bytes=0-1"}).status == 200);
  CHECK(folder.answer({"GET", "/lab.wasm", "br", "", "bytes=x"}).status == 200);
}

TEST_CASE("several ranges come as parts, each with its place") {
  const Site site;
  const WebResponse parts = site.open().answer({"GET", "/lab.wasm", "", "", "bytes=0-3,-5"});
  CHECK(parts.status == 206);
  CHECK(header(parts, "Content-Range").empty());
  const std::string boundary = parts.content_type.substr(parts.content_type.find('=') + 1);
  CHECK(parts.content_type == "multipart/byteranges; boundary=" + boundary);
  std::string sent;
  for (const WebPiece& piece : parts.pieces) {
    sent += piece.bytes->substr(piece.offset, piece.length);
  }
  const std::string type = "\r\nContent-Type: application/wasm\r\nContent-Range: bytes ";
  CHECK(sent == "\r\n--" + boundary + type + "0-3/10\r\n\r\nwasm\r\n--" + boundary + type +
                    "5-9/10\r\n\r\nbytes\r\n--" + boundary + "--\r\n");
}

TEST_CASE("a range of another version of the file is answered with the whole new one") {
  const Site site;
  const WebFolder folder = site.open();
  const std::string plain = header(get(folder, "/lab.wasm"), "ETag");
  const std::string brotli = header(get(folder, "/lab.wasm", "br"), "ETag");
  CHECK(folder.answer({"GET", "/lab.wasm", "br", "", "bytes=0-1", plain}).status == 206);
  const WebResponse whole = folder.answer({"GET", "/lab.wasm", "br", "", "bytes=0-1", brotli});
  CHECK(whole.status == 200);
  CHECK(*whole.body == "brotli");
  CHECK(folder.answer({"GET", "/lab.wasm", "", "", "bytes=0-1", "\"x\""}).status == 200);
}

TEST_CASE("those who are sent the same file share its bytes, until it changes") {
  const Site site;
  const WebFolder folder = site.open(), copy = folder;
  const auto first = get(folder, "/corpora/a+b.txt").body;
  CHECK(get(copy, "/corpora/a+b.txt").body == first);
  site.write("web/corpora/a+b.txt", "another text");
  CHECK(*get(folder, "/corpora/a+b.txt").body == "another text");
  CHECK(*first == "text");
}

TEST_CASE(
    "a page with a policy of its own is sent under it; what the offline lab needs has types") {
  const Site site;
  site.write(
      "web/wordspace.html",
      "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'unsafe-inline'\">");
  site.write("web/plain.html", "<p>plain</p>");
  site.write("web/app.webmanifest", "{}");
  const WebFolder folder = site.open();
  CHECK(header(get(folder, "/wordspace.html"), "Content-Security-Policy") ==
        "script-src 'unsafe-inline'");
  CHECK(header(get(folder, "/plain.html"), "Content-Security-Policy") == "default-src 'none'; x y");
  CHECK(get(folder, "/app.webmanifest").content_type == "application/manifest+json");
  CHECK(mime_type("sw.js") == "text/javascript; charset=utf-8");
}
