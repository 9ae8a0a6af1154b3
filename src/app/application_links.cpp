// Links: opening one, following the state with the address, copying one, for oneself or a class;
// and the projector, which a link may ask for.
// Not their text (link.cpp) and not their buttons (class_link.cpp).
#include <algorithm>
#include <utility>

#include "app/application.h"
#include "labs/run_controls.h"
#include "labs/workspace.h"
#include "text/corpus.h"

namespace wordspace {
namespace {

constexpr double kFragmentMs = 300;  // browsers refuse addresses that change faster for long

// Settings of a link beside lab, preset, corpus, seed; the command's option names.
constexpr const char* kLinkFields[] = {
    "mode",    "objective",  "dim",    "window", "negative", "sample",   "min-count",
    "epochs",  "rate",       "layers", "heads",  "width",    "context",  "tokenizer",
    "dropout", "vocab-size", "batch",  "steps",  "warmup",   "positions"};

constexpr int kProjectorTextSize = 150;  // percent

}  // namespace

// --- Opening.

void Application::open_link(const std::string& fragment) {
  fragment_ = fragment;
  Link link = parse_fragment(fragment);
  // They hold at once, but for what the link itself sets.
  restrictions_ = link.restrictions;
  home_lab_ = is_lab(link.lab) ? link.lab : std::string(lab_registry()[current_].name);
  if (projector_ != link.projector) set_projector(link.projector);
  refresh_view();
  const std::uint64_t ticket = ++link_ticket_;
  unpacking_ = false;
  if (link.packed.empty()) {
    apply_link(link);
    return;
  }
  const std::string packed = std::exchange(link.packed, {});
  const auto refuse = [this, link](const Error& error) {
    workspace_->say({Message::Kind::kError, error});
    apply_link(link);
  };
  auto bytes = from_base64url(packed);
  if (!bytes.ok()) return refuse(bytes.error());
  unpacking_ = true;
  platform_->inflate(std::move(bytes.value()), kLinkMostTextBytes,
                     [this, ticket, link, packed, refuse](Result<std::string> text) mutable {
                       if (ticket != link_ticket_) return;  // another link was opened meanwhile
                       unpacking_ = false;
                       platform_->request_frame();
                       if (!text.ok()) {
                         return refuse(text.error().code == "inflate.too_large" ? link_too_large()
                                                                                : link_damaged());
                       }
                       link.text = std::move(text.value());
                       apply_link(link);
                       packed_text_ = packed;
                       packed_version_ = workspace_->corpus_version();
                     });
}

void Application::leave_link() {
  restrictions_ = {};
  refresh_view();
  platform_->request_frame();
}

void Application::refresh_view() {
  ui_.locked = restrictions_.lock;
  shell_->set_view(view_of(restrictions_, home_lab_, projector_));
}

Status Application::may_change() const {
  if (!restrictions_.lock || applying_link_) return Done{};
  return link_locked();
}

Status Application::may_open(const std::string& lab) const {
  if (restrictions_.may_open(lab, home_lab_)) return Done{};
  return link_lab_closed(ui_.t("lab." + lab + ".title"));
}

void Application::apply_link(const Link& link) {
  const auto complain = [this](const Status& status) {
    if (!status.ok()) workspace_->say({Message::Kind::kWarning, status.error()});
  };
  applying_link_ = true;
  if (!link.language.empty() && !set_language(link.language)) {
    complain(unknown_language(link.language));
  }
  if (!link.preset.empty()) complain(run_of(link.lab).choose_preset(link.preset));
  const Corpus* here = workspace_->corpus();
  if (!link.text.empty() && workspace_->corpus_name() == "own" && here != nullptr &&
      here->text == link.text) {
    // It is here already.
  } else if (!link.text.empty()) {
    const bool taken = workspace_->own_text(ui_.t("shell.own_text"), link.text).ok();
    RunControls& run = run_of(link.lab);
    if (taken && link.corpus == "own" && &run != workspace_.get())
      complain(run.set("corpus", "own"));
  } else if (!link.corpus.empty() && link.corpus != "own" &&
             link.corpus != run_of(link.lab).corpus_name()) {
    complain(run_of(link.lab).set("corpus", link.corpus));
  }
  if (!link.seed.empty()) complain(run_of(link.lab).set("seed", link.seed));
  for (const auto& [name, value] : link.fields) {
    bool known = false;
    for (const char* field : kLinkFields) known = known || name == field;
    if (known) complain(run_of(link.lab).set(name, value));
  }
  if (!link.lab.empty() && !open_lab(link.lab)) {
    workspace_->say({Message::Kind::kWarning, unknown_lab(link.lab)});
  }
  applying_link_ = false;
  if (restrictions_.lock) workspace_->say({Message::Kind::kWarning, link_locked()});
}

Link Application::current_link() const {
  Link link;
  link.lab = lab_registry()[current_].name;
  RunControls& shown = workspace_->shown_run(lab_registry()[current_].model);
  link.preset = shown.preset();
  link.seed = shown.get("seed");
  link.language = ui_.language;
  if (link.preset.empty()) {
    link.corpus = shown.corpus_name();
    for (const char* field : kLinkFields) {
      if (std::string value = shown.get(field); !value.empty()) {
        link.fields.emplace_back(field, std::move(value));
      }
    }
  }
  const Corpus* corpus = workspace_->corpus();
  if (workspace_->corpus_name() == "own" && corpus != nullptr) {
    if (corpus->text.size() <= kLinkTextBytes) {
      link.text = corpus->text;
    } else if (packed_version_ == workspace_->corpus_version()) {
      link.packed = packed_text_;
    }
  }
  link.restrictions = restrictions_;
  // In another of its labs the way back to the first stays open.
  if (link.lab != home_lab_ && restrictions_.lock && !restrictions_.may_open(home_lab_, "")) {
    link.restrictions.labs.push_back(home_lab_);
  }
  link.projector = projector_;
  return link;
}

void Application::follow_link() {
  if (unpacking_) return;  // the text that the address still holds is on its way
  const std::string now = to_fragment(current_link());
  if (now == fragment_) return;
  const double wait = fragment_at_ms_ + kFragmentMs - platform_->now_ms();
  if (frames_ > 1 && wait > 0) {
    platform_->wake_after(wait + 1);
    return;
  }
  fragment_at_ms_ = platform_->now_ms();
  fragment_ = now;
  platform_->set_fragment(now);
}

// --- Copying.

void Application::make_link(const Restrictions& wanted, LinkMade made) {
  Link link = current_link();
  if (wanted.any()) link.restrictions = wanted;
  const auto finish = [this, made](const Link& whole) {
    const std::string fragment = to_fragment(whole);
    if (fragment.size() > kLinkFragmentBytes) return made(link_too_long());
    made(platform_->address() + "#" + fragment);
  };
  const Corpus* corpus = workspace_->corpus();
  const bool own = workspace_->corpus_name() == "own" && corpus != nullptr;
  if (!own || !link.text.empty() || !link.packed.empty()) return finish(link);
  if (corpus->text.size() > kLinkMostTextBytes) return made(link_too_long());
  const std::uint64_t version = workspace_->corpus_version();
  platform_->deflate(corpus->text,
                     [this, link, version, finish, made](const Result<std::string>& bytes) {
                       if (!bytes.ok()) return made(bytes.error());
                       Link whole = link;
                       whole.packed = to_base64url(bytes.value());
                       if (to_fragment(whole).size() <= kLinkFragmentBytes) {
                         packed_text_ = whole.packed;
                         packed_version_ = version;
                       }
                       finish(whole);
                     });
}

void Application::copy_link(const Restrictions& wanted) {
  make_link(wanted, [this](const Result<std::string>& address) {
    platform_->request_frame();
    if (!address.ok()) return workspace_->say({Message::Kind::kWarning, address.error()});
    platform_->set_clipboard(address.value());
    const bool page = !platform_->address().empty();
    workspace_->say(
        {Message::Kind::kInfo, {page ? "link.copied" : "link.copied_fragment", "", ""}});
  });
}

// --- The projector.

void Application::set_projector(bool on) {
  if (on == projector_) return;
  projector_ = on;
  ui_.projector = on;
  if (on) {
    theme_before_ = ui_.theme;
    text_size_before_ = static_cast<int>(ui_.text_scale * 100 + 0.5f);
    set_theme(ui::ThemeKind::kLight, false);
    set_text_size(kProjectorTextSize, false);
  } else {
    set_theme(theme_before_, false);
    set_text_size(text_size_before_, false);
  }
  refresh_view();
}

}  // namespace wordspace
