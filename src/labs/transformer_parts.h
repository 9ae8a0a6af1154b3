// What the labs GPT, BERT and Attention draw alike: presets and settings of a room, its losses,
// which model answers, tokens as chips.
// Not a lab, and no state of its own. Controls are named after the room: "gpt.layers", "bert.open".
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "labs/lab.h"
#include "labs/lab_parts.h"
#include "text/token_id.h"
#include "ui/token_widgets.h"

namespace wordspace {

enum class CodecKind;
struct LossPoint;
struct MetricCurve;
struct Snapshot;
class TokenCodec;
class Transformer;
enum class TransformerKind;
class TransformerRoom;

// The colour of GPT or BERT.
ImU32 model_colour(const ui::Ui& ui, TransformerKind kind);

// --- The control column.
// Presets with what each takes, the text, and the button that trains anew after a change.
void draw_room_presets(LabContext& context, TransformerRoom& room);
// Sizes and schedule; parameters and memory; limits where they bite.
void draw_room_settings(LabContext& context, TransformerRoom& room);
// Which model answers (ready-made, of the run, of a file), the choice between them, open and
// export.
void draw_model_line(LabContext& context, TransformerRoom& room);

// --- The picture.
// Heading, table link and chart of training and held-out loss over tokens, baselines dashed and
// named. height: logical pixels of the chart alone.
void draw_loss_chart(LabContext& context, TransformerRoom& room, float height);
// A metric's curve of the run ("gradient_norm", "mlm", ...); null when there is none.
const MetricCurve* find_metric(const Snapshot& snapshot, std::string_view name);
// Tokens that one step of the run on screen reads: batch times context; at least 1.
std::int64_t tokens_per_step(const Snapshot& snapshot);
// A curve over steps in place of tokens; y times scale.
Curve curve_over_steps(const Snapshot& snapshot, std::span<const LossPoint> points,
                       double scale = 1);
// The step axis of the whole run on screen.
ui::Axis steps_axis(const ui::Ui& ui, const Snapshot& snapshot);
// In place of answers while there is no model: how far loading is, or what will appear (what_key)
// with the button that trains the room's first preset (name + ".train" in rects). True: the caller
// draws nothing more.
bool draw_no_model(LabContext& context, TransformerRoom& room, const char* name,
                   const char* what_key);

// --- Words for numbers.
// "BPE", "words", ...
std::string tokenizer_label(const ui::Ui& ui, CodecKind kind);
// The corpus's title where it has one, else its name.
std::string corpus_title(const ui::Ui& ui, const std::string& name);
double bits_of(double nats);
// Each token's own piece of the decoded text, so that the pieces in a row are the text; bytes that
// only together are a letter give it to the last of them. Extends pieces to all tokens.
void extend_pieces(const TokenCodec& codec, std::span<const TokenId> tokens,
                   std::vector<std::string>& pieces);

// How many tokens of a text that is measured again with every letter typed: it has to be quick.
std::size_t most_tokens_measured(const Transformer& model);

}  // namespace wordspace
