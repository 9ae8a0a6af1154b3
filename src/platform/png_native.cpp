// libpng's simplified interface around a buffer.
// No colour management: what was drawn is what is written.
#include "platform/png_native.h"

#include <png.h>

namespace wordspace {

Result<std::string> png_from_rgba(std::span<const std::uint8_t> rgba, int width, int height) {
  ENSURE(rgba.size() == static_cast<std::size_t>(width) * static_cast<std::size_t>(height) * 4);
  png_image image = {};
  image.version = PNG_IMAGE_VERSION;
  image.width = static_cast<png_uint_32>(width);
  image.height = static_cast<png_uint_32>(height);
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t num_bytes = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string bytes(num_bytes, '\0');
  if (png_image_write_to_memory(&image, bytes.data(), &num_bytes, 0, rgba.data(), 0, nullptr) ==
      0) {
    return Error{"png.failed",
                 std::string("The picture could not be written: ") + image.message + ".",
                 "Try a smaller window."};
  }
  bytes.resize(num_bytes);
  return bytes;
}

}  // namespace wordspace
