// Trains Word2Vec on plain text files and prints one JSON line: what peers.py and quality.py time
// and judge beside gensim. Also writes the tokens it saw, so that both train on the same words. Not
// the `wordspace` command: no corpora by name, no progress, hardly any checks.
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <string>
#include <utility>
#include <vector>

#include "core/worker_pool.h"
#include "math/kernels/kernels.h"
#include "models/word2vec.h"
#include "text/corpus.h"
#include "text/encoded_corpus.h"
#include "text/vocabulary.h"

namespace {

using namespace wordspace;

struct Options {
  std::vector<std::string> files;
  std::string export_to, vectors_to;
  Word2VecConfig config;
  std::int64_t min_count = 5;
  std::int64_t words = 0;  // 0: all passes
  int threads = 1;
};

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "word2vec_run: %s\n", message.c_str());
  std::exit(1);
}

Options parse(int argc, char** argv) {
  Options o;
  bool rate_given = false;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    const auto number = [&] { return std::atoi(value.c_str()); };
    if (name == "--corpus")
      o.files.push_back(value);
    else if (name == "--export")
      o.export_to = value;
    else if (name == "--out")
      o.vectors_to = value;
    else if (name == "--mode")
      o.config.mode = value == "cbow" ? Word2VecMode::kCbow : Word2VecMode::kSkipGram;
    else if (name == "--objective")
      o.config.objective = value == "hs"        ? Word2VecObjective::kHierarchicalSoftmax
                           : value == "softmax" ? Word2VecObjective::kFullSoftmax
                                                : Word2VecObjective::kNegativeSampling;
    else if (name == "--dim")
      o.config.dim = number();
    else if (name == "--window")
      o.config.window = number();
    else if (name == "--negative")
      o.config.negative = number();
    else if (name == "--sample")
      o.config.sample = std::atof(value.c_str());
    else if (name == "--epochs")
      o.config.epochs = number();
    else if (name == "--rate") {
      o.config.rate = std::atof(value.c_str());
      rate_given = true;
    } else if (name == "--seed")
      o.config.seed = static_cast<std::uint64_t>(number());
    else if (name == "--portable")
      o.config.portable = number() != 0;
    else if (name == "--min-count")
      o.min_count = number();
    else if (name == "--words")
      o.words = number();
    else if (name == "--threads")
      o.threads = number();
    else
      fail("unknown option " + name);
  }
  if (o.config.mode == Word2VecMode::kCbow && !rate_given) o.config.rate = 0.05;
  if (o.files.empty()) fail("--corpus FILE is needed");
  return o;
}

std::string read_all(const std::vector<std::string>& files) {
  std::string text;
  for (const std::string& file : files) {
    std::FILE* in = std::fopen(file.c_str(), "rb");
    if (in == nullptr) fail("cannot read " + file);
    if (!text.empty()) text += "\n\n";
    char buffer[1 << 16];
    for (std::size_t n; (n = std::fread(buffer, 1, sizeof buffer, in)) > 0;) text.append(buffer, n);
    std::fclose(in);
  }
  return text;
}

void export_tokens(const EncodedCorpus& corpus, const std::string& file) {
  std::FILE* out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) fail("cannot write " + file);
  for (std::size_t l = 0; l < corpus.num_lines(); ++l) {
    const char* space = "";
    for (const TokenId id : corpus.line(l)) {
      std::fprintf(out, "%s%s", space, corpus.vocabulary->word(id).c_str());
      space = " ";
    }
    std::fputc('\n', out);
  }
  std::fclose(out);
}

void write_vectors(const Word2Vec& model, const std::string& file) {
  std::FILE* out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) fail("cannot write " + file);
  const Vocabulary& vocabulary = *model.corpus().vocabulary;
  std::fprintf(out, "%d %d\n", vocabulary.size(), model.dim());
  for (TokenId w = 0; w < vocabulary.size(); ++w) {
    std::fprintf(out, "%s", vocabulary.word(w).c_str());
    for (const float v : model.input(w)) std::fprintf(out, " %.7g", static_cast<double>(v));
    std::fputc('\n', out);
  }
  std::fclose(out);
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  const Status valid = options.config.validate();
  if (!valid) fail(valid.error().message);
  auto text = corpus_from_bytes("text", read_all(options.files));
  if (!text) fail(text.error().message);
  EncodeOptions encode;
  encode.min_count = options.min_count;
  auto encoded = encode_corpus(*text, encode);
  if (!encoded) fail(encoded.error().message);
  if (!options.export_to.empty()) {
    export_tokens(**encoded, options.export_to);
    return 0;
  }

  WorkerPool pool(options.threads);
  Word2Vec model(options.config, *encoded, &pool);
  const std::int64_t goal = options.words > 0 ? options.words : model.words_total();
  Word2VecProgress done;
  const auto start = std::chrono::steady_clock::now();
  const std::clock_t cpu_start = std::clock();
  while (done.words < goal && !model.done()) {
    const Word2VecProgress slice = model.train(20000);
    done.words += slice.words;
    done.pairs += slice.pairs;
    done.loss_sum += slice.loss_sum;
    if (!slice.finite) fail("the loss is not finite");
  }
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double cpu_seconds = static_cast<double>(std::clock() - cpu_start) / CLOCKS_PER_SEC;
  if (!options.vectors_to.empty()) write_vectors(model, options.vectors_to);
  const kernels::Kernels& used =
      options.config.portable ? kernels::portable_kernels() : kernels::best_kernels();
  std::printf(
      "{\"rate\": %.0f, \"cpu_rate\": %.0f, \"seconds\": %.3f, \"words\": %lld, \"loss\": %.5f, "
      "\"vocabulary\": %d, \"threads\": %d, \"kernels\": \"%s\"}\n",
      static_cast<double>(done.words) / seconds, static_cast<double>(done.words) / cpu_seconds,
      seconds, static_cast<long long>(done.words), done.loss_sum / static_cast<double>(done.pairs),
      (*encoded)->vocabulary->size(), pool.num_threads(), used.name);
  return 0;
}
