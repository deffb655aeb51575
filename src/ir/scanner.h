// Reads words, numbers and strings off the text form; blanks and comments stand between them.
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"

namespace duet::ir {

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  size_t at() const { return at_; }
  void move_to(size_t at) { at_ = at; }
  /// Past blanks, ends of lines and comments.
  void skip();
  bool at_end();
  /// Takes `token` if it comes next; else nothing moves.
  bool take(std::string_view token);
  void need(std::string_view token);
  /// What comes next, without taking it; on this line only.
  char next();
  char next_on_line() const;
  /// Takes `c` if it follows at once.
  bool take_next(char c);
  /// A word (words.h), or nothing.
  std::string_view word();
  std::string_view need_word(std::string_view what);
  /// Up to the first of `stops`.
  std::string_view until(std::string_view stops);
  /// A string literal; its opening quote comes next.
  std::string string();
  int64_t integer();
  /// The comment behind this point on the same line, or nothing.
  std::string_view comment();
  [[noreturn]] void fail(std::string_view expected) const;

 private:
  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace duet::ir
