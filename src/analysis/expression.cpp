// Arithmetic over words: a recursive-descent parser whose values are numbers or vectors.
// Words stand for their unit vectors, as in analogies.
#include <algorithm>
#include <cstdlib>

#include "analysis/analogy.h"
#include "analysis/spelling.h"
#include "text/unicode.h"

namespace wordspace {
namespace {

constexpr int kMaxDepth = 100;  // of brackets and signs: the stack is not a learner's to spend

struct Value {
  double number = 0;
  std::vector<float> vector;  // empty: the value is the number
  bool is_vector() const { return !vector.empty(); }
};

class Parser {
 public:
  Parser(const WordVectors& vectors, std::string_view text) : vectors_(vectors), text_(text) {}

  Result<ExpressionResult> run() {
    if (first_invalid_utf8(text_) != kNoOffset) {
      return syntax("is not readable text", first_invalid_utf8(text_));
    }
    if (peek() == 0) {
      return Error{"expression.empty", "There is nothing to calculate.",
                   "Write words with + and -, such as king - man + woman."};
    }
    Result<Value> value = sum(0);
    if (!value.ok()) return value.error();
    if (peek() != 0) return syntax("is not expected here", at_);
    if (!value->is_vector()) {
      return Error{"expression.syntax",
                   "The result is a number, not a vector.",
                   "Use at least one word.",
                   {"1"}};
    }
    return ExpressionResult{std::move(value->vector), std::move(words_)};
  }

 private:
  // The next sign that is no blank, 0 at the end; typographic operators count as the plain ones.
  std::uint32_t peek() {
    for (;;) {
      if (at_ >= text_.size()) return 0;
      std::size_t next = at_;
      const std::uint32_t c = next_code_point(text_, next);
      if (c != ' ' && c != '\t' && c != '\n' && c != '\r' && c != 0xa0) {
        after_ = next;
        if (c == 0x2212 || c == 0x2013) return '-';
        if (c == 0xd7 || c == 0xb7 || c == 0x2217) return '*';
        if (c == 0xf7 || c == 0x2215) return '/';
        return c == 0 ? 0xfffd : c;
      }
      at_ = next;
    }
  }
  void take() { at_ = after_; }

  Error syntax(const std::string& what, std::size_t offset) const {
    std::size_t column = 1;  // in code points, as a person counts
    for (std::size_t i = 0; i < offset && i < text_.size(); ++i) {
      if ((static_cast<unsigned char>(text_[i]) & 0xc0) != 0x80) ++column;
    }
    const std::string place = std::to_string(column);
    std::string message = "The sign at place " + place + " " + what + ".";
    if (offset >= text_.size()) message = "Something is missing at the end.";
    return Error{"expression.syntax",
                 std::move(message),
                 "Use words, numbers, + - * / and brackets, such as 0.5 * (king + queen).",
                 {place}};
  }
  static Error word_product() {
    return Error{"expression.word_product", "A word cannot be multiplied or divided by a word.",
                 "Multiply words by numbers only, and add or subtract words."};
  }

  Result<Value> sum(int depth) {
    Result<Value> left = product(depth);
    while (left.ok()) {
      const std::uint32_t sign = peek();
      if (sign != '+' && sign != '-') break;
      const std::size_t place = at_;
      take();
      Result<Value> right = product(depth);
      if (!right.ok()) return right;
      if (left->is_vector() != right->is_vector()) {
        return syntax("adds a word and a number", place);
      }
      const double factor = sign == '+' ? 1.0 : -1.0;
      left->number += factor * right->number;
      for (std::size_t i = 0; i < left->vector.size(); ++i) {
        left->vector[i] += static_cast<float>(factor) * right->vector[i];
      }
    }
    return left;
  }

  Result<Value> product(int depth) {
    Result<Value> left = factor(depth);
    while (left.ok()) {
      const std::uint32_t sign = peek();
      if (sign != '*' && sign != '/') break;
      const std::size_t place = at_;
      take();
      Result<Value> right = factor(depth);
      if (!right.ok()) return right;
      if (right->is_vector() && (sign == '/' || left->is_vector())) return word_product();
      if (sign == '/' && right->number == 0) return syntax("divides by zero", place);
      if (right->is_vector()) std::swap(*left, *right);
      const double number = sign == '/' ? 1.0 / right->number : right->number;
      left->number *= number;
      for (float& x : left->vector) x = static_cast<float>(x * number);
    }
    return left;
  }

  Result<Value> factor(int depth) {
    const std::uint32_t c = peek();
    const std::size_t place = at_;
    if (depth > kMaxDepth) return syntax("is nested too deeply", place);
    if (c == '-' || c == '+') {
      take();
      Result<Value> value = factor(depth + 1);
      if (value.ok() && c == '-') {
        value->number = -value->number;
        for (float& x : value->vector) x = -x;
      }
      return value;
    }
    if (c == '(') {
      take();
      Result<Value> value = sum(depth + 1);
      if (!value.ok()) return value;
      if (peek() != ')') return syntax("should be a closing bracket", at_);
      take();
      return value;
    }
    if ((c >= '0' && c <= '9') || c == '.') return number();
    if (c == '_' || is_letter(c)) return word();
    return syntax("is not expected here", place);
  }

  Result<Value> number() {
    const std::size_t begin = at_;
    std::size_t end = begin;
    while (end < text_.size() && ((text_[end] >= '0' && text_[end] <= '9') || text_[end] == '.')) {
      ++end;
    }
    const std::string digits(text_.substr(begin, end - begin));
    char* stop = nullptr;
    const double value = std::strtod(digits.c_str(), &stop);
    if (stop != digits.c_str() + digits.size() || digits.size() > 40) {
      return syntax("starts no number", begin);
    }
    at_ = end;
    return Value{value, {}};
  }

  Result<Value> word() {
    const std::size_t begin = at_;
    while (at_ < text_.size()) {
      std::size_t next = at_;
      const std::uint32_t c = next_code_point(text_, next);
      const bool inside = at_ > begin && (c == '\'' || c == 0x2019);
      if (c != '_' && !inside && !is_letter(c) && !is_digit(c)) break;
      at_ = next;
    }
    std::string typed(text_.substr(begin, at_ - begin));
    for (std::size_t i = typed.find("\xe2\x80\x99"); i != std::string::npos;
         i = typed.find("\xe2\x80\x99", i)) {
      typed.replace(i, 3, "'");
    }
    const Result<TokenId> id = require_word(vectors_.vocabulary(), typed);
    if (!id.ok()) {
      Error error = id.error();
      error.code = "expression.unknown_word";
      return error;
    }
    if (std::find(words_.begin(), words_.end(), *id) == words_.end()) words_.push_back(*id);
    const std::span<const float> unit = vectors_.unit(*id);
    return Value{0, std::vector<float>(unit.begin(), unit.end())};
  }

  const WordVectors& vectors_;
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t after_ = 0;
  std::vector<TokenId> words_;
};

}  // namespace

Result<ExpressionResult> evaluate_expression(const WordVectors& vectors, std::string_view text) {
  return Parser(vectors, text).run();
}

}  // namespace wordspace
