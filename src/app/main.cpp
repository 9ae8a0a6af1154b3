// Starts the graphical program.
// Not its options' meaning beyond where they go.
#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "app/application.h"
#include "platform/platform.h"

namespace {

constexpr const char* kUsage =
    "Usage: wordspace-lab [--lab NAME] [--language en|vi] [--theme light|dark] [--size "
    "WIDTHxHEIGHT]\n"
    "                     [--text-size PERCENT] [--set FIELD=VALUE] [--train]\n"
    "                     [--link FRAGMENT] [--screenshot FILE.png] [--assets FOLDER]\n"
    "The laboratory in a window. --screenshot draws until nothing moves, writes the picture and "
    "leaves.\n";

}  // namespace

int main(int argc, char** argv) {
  wordspace::PlatformOptions platform_options;
  wordspace::ApplicationOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--help" || name == "-h") {
      std::fputs(kUsage, stdout);
      return 0;
    }
    if (name == "--train") {
      options.train = true;
      continue;
    }
    std::string* target = name == "--lab"          ? &options.lab
                          : name == "--language"   ? &options.language
                          : name == "--theme"      ? &options.theme
                          : name == "--screenshot" ? &platform_options.screenshot
                          : name == "--assets"     ? &platform_options.assets
                          : name == "--link"       ? &platform_options.fragment
                                                   : nullptr;
    const bool size = name == "--size", text_size = name == "--text-size", set = name == "--set";
    if ((target == nullptr && !size && !text_size && !set) || i + 1 >= argc) {
      std::fprintf(stderr,
                   "wordspace-lab: \"%s\" is not an option here, or lacks its value; see --help\n",
                   argv[i]);
      return 2;
    }
    ++i;
    if (target != nullptr) *target = argv[i];
    if (set) {
      const std::string_view pair = argv[i];
      const std::size_t equals = pair.find('=');
      if (equals == std::string_view::npos) {
        std::fputs("wordspace-lab: --set wants FIELD=VALUE, such as gpt.view=learn\n", stderr);
        return 2;
      }
      options.fields.emplace_back(pair.substr(0, equals), pair.substr(equals + 1));
    }
    if (text_size && (std::sscanf(argv[i], "%d", &options.text_size) != 1 ||
                      options.text_size < 100 || options.text_size > 200)) {
      std::fputs("wordspace-lab: --text-size wants a percentage from 100 to 200\n", stderr);
      return 2;
    }
    if (size &&
        (std::sscanf(argv[i], "%dx%d", &platform_options.width, &platform_options.height) != 2 ||
         platform_options.width < 100 || platform_options.height < 100)) {
      std::fputs("wordspace-lab: --size wants WIDTHxHEIGHT, such as 1280x800\n", stderr);
      return 2;
    }
  }
  auto platform = wordspace::Platform::create(platform_options);
  if (!platform.ok()) {
    std::fprintf(stderr, "wordspace-lab: %s %s\n", platform.error().message.c_str(),
                 platform.error().hint.c_str());
    return 1;
  }
  // Shared: in a browser run() returns at once and the frames keep the application alive.
  const auto application =
      std::make_shared<wordspace::Application>(std::move(platform.value()), options);
  application->platform().run([application] { return application->frame(); });
  return 0;
}
