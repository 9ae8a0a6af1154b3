// Words as points.
// Not a lab: the labs say which words are marked.
#include "labs/word_map.h"

#include <algorithm>
#include <chrono>

#include "labs/lab_parts.h"
#include "ui/type.h"

namespace wordspace {

namespace {

// Exact t-SNE costs n² a step: more points than this would stop being something to watch.
constexpr std::size_t kMaxTsnePoints = 1500;

// A mark and a family's name, pixels.
float entry_width(const ui::Ui& ui, int family) {
  return ui::text_width(ui, ui::Face::kRegular, ui::kTextSmall, ui.t(family_key(family))) +
         ui.px(14);
}

}  // namespace

bool WordMap::choose_words(const WordVectors& vectors, int num_words,
                           std::span<const TokenId> extra) {
  const Vocabulary& vocabulary = vectors.vocabulary();
  std::vector<TokenId> chosen;
  std::vector<std::int32_t> index(static_cast<std::size_t>(vectors.size()), -1);
  const auto add = [&](TokenId word) {
    if (word < 0 || word >= vectors.size()) return;
    std::int32_t& place = index[static_cast<std::size_t>(word)];
    if (place >= 0) return;
    place = static_cast<std::int32_t>(chosen.size());
    chosen.push_back(word);
  };
  // Families first: labels of earlier points win where there is no room for all.
  for (const std::string_view word : family_words()) add(vocabulary.find(word));
  const TokenId most = std::min<TokenId>(vectors.size(), num_words);
  for (TokenId word = 0; word < most; ++word) add(word);
  const std::size_t num_base = chosen.size();
  const bool other = vocabulary_ != vectors.shared_vocabulary() || num_base != num_base_ ||
                     !std::equal(chosen.begin(), chosen.end(), points_.begin());
  for (const TokenId word : extra) add(word);
  num_base_ = num_base;
  vocabulary_ = vectors.shared_vocabulary();
  index_ = std::move(index);
  points_ = std::move(chosen);
  groups_.resize(points_.size());
  for (std::size_t i = other ? 0 : num_base; i < points_.size(); ++i) {
    groups_[i] = static_cast<std::uint8_t>(family_of(vocabulary.word(points_[i])));
  }
  return other;
}

std::vector<float> WordMap::rows_of(const WordVectors& vectors) const {
  std::vector<float> rows;
  rows.reserve(points_.size() * static_cast<std::size_t>(vectors.dim()));
  for (const TokenId word : points_) {
    const std::span<const float> unit = vectors.unit(word);
    rows.insert(rows.end(), unit.begin(), unit.end());
  }
  return rows;
}

int WordMap::index_of(TokenId word) const {
  if (word < 0 || static_cast<std::size_t>(word) >= index_.size()) return -1;
  return index_[static_cast<std::size_t>(word)];
}

void WordMap::update_pca(const WordVectors& vectors, std::uint64_t version, int num_words,
                         std::span<const TokenId> extra) {
  if (vectors.size() < 3 || vectors.dim() < 2) return;
  const bool same_plane = version == seen_version_ && num_words == seen_words_ && !tsne_ &&
                          vocabulary_ == vectors.shared_vocabulary();
  const bool same_extra =
      std::equal(extra.begin(), extra.end(), seen_extra_.begin(), seen_extra_.end());
  if (same_plane && same_extra) return;
  tsne_.reset();
  seen_version_ = version;
  seen_words_ = num_words;
  seen_extra_.assign(extra.begin(), extra.end());
  const bool first = positions_.empty() || vocabulary_ != vectors.shared_vocabulary();
  const bool other = choose_words(vectors, num_words, extra);
  const std::vector<float> rows = rows_of(vectors);
  if (!same_plane) {
    const std::span<const float> base =
        std::span(rows).first(num_base_ * static_cast<std::size_t>(vectors.dim()));
    pca_ = fit_pca(base, vectors.dim());
    if (!other && positions_.size() >= num_base_ * 2) {
      align_to_previous(pca_, base, std::span(positions_).first(num_base_ * 2));
    }
  }
  positions_.resize(points_.size() * 2);
  project(pca_, rows, positions_);
  ++positions_version_;
  if (first) follows_ = true;
  if (follows_) scatter_.fit_view();
}

void WordMap::begin_tsne(const WordVectors& vectors, std::uint64_t version, int num_words,
                         double perplexity, std::uint64_t seed) {
  if (vectors.size() < 10) return;
  if (tsne_ && version == seen_version_ && num_words == seen_words_ &&
      perplexity == seen_perplexity_) {
    return;
  }
  seen_version_ = version;
  seen_words_ = num_words;
  seen_perplexity_ = perplexity;
  choose_words(vectors, num_words, {});
  if (points_.size() > kMaxTsnePoints) {
    for (std::size_t i = kMaxTsnePoints; i < points_.size(); ++i) {
      index_[static_cast<std::size_t>(points_[i])] = -1;
    }
    points_.resize(kMaxTsnePoints);
    groups_.resize(kMaxTsnePoints);
    num_base_ = kMaxTsnePoints;
  }
  TsneConfig config;
  config.perplexity = std::min(perplexity, static_cast<double>(points_.size() - 1) / 3);
  config.seed = seed;
  tsne_ = std::make_unique<Tsne>(rows_of(vectors), vectors.dim(), config);
  positions_.assign(tsne_->positions().begin(), tsne_->positions().end());
  ++positions_version_;
  scatter_.fit_view();
}

bool WordMap::advance_tsne(double budget_ms) {
  if (!tsne_) return false;
  const auto begin = std::chrono::steady_clock::now();
  bool more = true;
  double spent = 0;
  do {
    more = tsne_->advance(1);
    spent =
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
  } while (more && spent < budget_ms);
  positions_.assign(tsne_->positions().begin(), tsne_->positions().end());
  ++positions_version_;
  if (follows_) scatter_.fit_view();
  return more;
}

TokenId WordMap::draw(LabContext& context, const WordVectors& vectors, const char* name,
                      ImVec2 size, const Marks& marks) {
  if (points_.empty()) return kUnknownToken;
  const ui::Ui& ui = context.ui;
  const float least = ui.px(160), gap = ui.px(ui::kGrid);
  const float column = legend_width(ui) + gap, lines = legend_height(ui, size.x) + gap;
  const bool beside =
      std::min(size.x - column, size.y) > std::min(size.x, std::max(size.y - lines, least));
  const ImVec2 own(beside ? size.x - column : size.x,
                   std::max(beside ? size.y : size.y - lines, least));
  const TokenId clicked = draw_points(context, vectors, name, own, marks);
  if (beside) ImGui::SameLine(0, gap);
  ImGui::BeginGroup();
  draw_legend(context, beside);
  ImGui::EndGroup();
  return clicked;
}

TokenId WordMap::draw_points(LabContext& context, const WordVectors& vectors, const char* name,
                             ImVec2 size, const Marks& marks) {
  std::vector<ImU32> colours;
  for (int family = 0; family < num_families(); ++family) {
    colours.push_back(family_colour(context.ui, family));
  }
  const auto points_of = [&](std::span<const TokenId> words) {
    std::vector<std::uint32_t> made;
    for (const TokenId word : words) {
      if (const int at = index_of(word); at >= 0) made.push_back(static_cast<std::uint32_t>(at));
    }
    return made;
  };
  const std::vector<std::uint32_t> highlighted = points_of(marks.highlighted);
  const std::vector<std::uint32_t> selected = points_of(marks.selected);
  if (const std::vector<std::uint32_t> look = points_of(wanted_look_); !look.empty()) {
    follows_ = false;
    scatter_.look_at(look);
  }
  wanted_look_.clear();
  std::vector<std::array<std::uint32_t, 2>> arrows;
  for (const auto& arrow : marks.arrows) {
    const int from = index_of(arrow[0]), to = index_of(arrow[1]);
    if (from >= 0 && to >= 0) {
      arrows.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to)});
    }
  }
  const Vocabulary& vocabulary = *vocabulary_;
  ui::ScatterData data;
  data.positions = positions_;
  data.version = positions_version_;
  data.label = [&](std::size_t i) -> std::string_view { return vocabulary.word(points_[i]); };
  data.groups = groups_;
  data.group_colours = colours;
  data.highlighted = highlighted;
  data.selected = selected;
  data.arrows = arrows;
  const ui::Ui& ui = context.ui;
  if (!tsne_) {  // t-SNE's axes mean nothing
    data.x_label = ui.t("map.axis.first");
    data.y_label = ui.t("map.axis.second");
  }
  data.detail = [&](std::size_t i) {
    const TokenId word = points_[i];
    std::string words =
        ui.format("map.point", {ui::format_count(static_cast<double>(vocabulary.count(word))),
                                fixed(is_of(vectors) ? vectors.length(word) : 0, 3)});
    if (groups_[i] != 0) words += std::string("\n") + ui.t(family_key(groups_[i]));
    return words;
  };
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const ui::ScatterEvent event = scatter_.draw(context.ui, name, size, data);
  follow_person(ui, name, at, size);
  if (event.clicked < 0 || static_cast<std::size_t>(event.clicked) >= points_.size()) {
    return kUnknownToken;
  }
  return points_[static_cast<std::size_t>(event.clicked)];
}

bool WordMap::family_occurs(int family) const {
  return std::find(groups_.begin(), groups_.end(), family) != groups_.end();
}

float WordMap::legend_height(const ui::Ui& ui, float width) const {
  float x = 0;
  int lines = 1;
  for (int family = 1; family < num_families(); ++family) {
    if (!family_occurs(family)) continue;
    const float own = entry_width(ui, family);
    if (x > 0 && x + ui.px(12) + own > width) {
      ++lines;
      x = 0;
    }
    x += own + (x > 0 ? ui.px(12) : 0);
  }
  return static_cast<float>(lines) *
         (ui::line_px(ui, ui::kTextSmall) + ImGui::GetStyle().ItemSpacing.y);
}

float WordMap::legend_width(const ui::Ui& ui) const {
  float widest = 0;
  for (int family = 1; family < num_families(); ++family) {
    if (family_occurs(family)) widest = std::max(widest, entry_width(ui, family));
  }
  return widest;
}

void WordMap::draw_legend(LabContext& context, bool as_column) {
  ui::Ui& ui = context.ui;
  const float left = ImGui::GetCursorScreenPos().x;
  const float right = left + ImGui::GetContentRegionAvail().x;
  float x = left;
  for (int family = 1; family < num_families(); ++family) {
    if (!family_occurs(family)) continue;
    const float width = entry_width(ui, family);
    const float height = ui::line_px(ui, ui::kTextSmall);
    if (!as_column && x > left && x + ui.px(12) + width <= right) {
      ImGui::SameLine(0, ui.px(12));
    } else {
      x = left;
    }
    x += width + (x > left ? ui.px(12) : 0);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::Dummy(ImVec2(width, height));
    ImDrawList* list = ImGui::GetWindowDrawList();
    ui::draw_group_mark(list, family, ImVec2(at.x + ui.px(5), at.y + height / 2), ui.px(4),
                        family_colour(ui, family));
    ui::draw_line(list, ui, ui::Face::kRegular, ui::kTextSmall, ImVec2(at.x + ui.px(14), at.y),
                  ui.palette.text_muted, ui.t(family_key(family)));
    ui::tooltip_on_hover(ui, ui.t("map.family_tooltip"));
  }
}

void WordMap::fit() {
  follows_ = true;
  scatter_.fit_view();
}

// Zooming or dragging is a wish to look at something: then new positions move no view.
void WordMap::follow_person(const ui::Ui& ui, const std::string& name, ImVec2 at, ImVec2 size) {
  const ImGuiIO& io = ImGui::GetIO();
  const auto inside = [&](ImVec2 min, ImVec2 max) {
    return io.MousePos.x >= min.x && io.MousePos.x < max.x && io.MousePos.y >= min.y &&
           io.MousePos.y < max.y;
  };
  if (!ImGui::IsWindowHovered() || !inside(at, ImVec2(at.x + size.x, at.y + size.y))) return;
  if (io.MouseWheel != 0 || ImGui::IsMouseDragging(ImGuiMouseButton_Left)) follows_ = false;
  if (!ImGui::IsMouseReleased(ImGuiMouseButton_Left)) return;
  for (const ui::NamedRect& rect : ui.rects) {
    if (!inside(rect.min, rect.max)) continue;
    if (rect.name == name + ".zoom_in" || rect.name == name + ".zoom_out") follows_ = false;
    if (rect.name == name + ".fit") follows_ = true;
  }
}

void WordMap::look_at(std::span<const TokenId> words) {
  wanted_look_.assign(words.begin(), words.end());
}

void WordMap::set_shader(const std::string& name, const std::string& source) {
  if (name == "scatter.vert") vertex_shader_ = source;
  if (name == "scatter.frag") fragment_shader_ = source;
  if (!vertex_shader_.empty() && !fragment_shader_.empty()) {
    scatter_.set_shaders(vertex_shader_, fragment_shader_);
  }
}

}  // namespace wordspace
