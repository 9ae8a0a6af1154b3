// A checksum in the weights' file of what the rest of the folder says, so that a tokenizer or
// sizes of another model beside the weights are noticed. Not a signature.
#pragma once

#include "core/result.h"
#include "formats/hugging_face.h"

namespace wordspace::hugging_face {

// Writes the checksum into the metadata of the folder's model.safetensors. What it covers: the
// settings that no shape of a tensor shows, and the tokens by number; not how the files spell them,
// so that a folder which another program saves again keeps it.
void seal_folder(Folder& folder, const TransformerConfig& config, const TokenCodec& codec);

// Success where there is no checksum (folders of other programs) or no tokenizer.
//   Errors: model_folder.mixed.
Status check_seal(const FolderView& files, const TransformerConfig& config,
                  const TokenCodec* codec);

}  // namespace wordspace::hugging_face
