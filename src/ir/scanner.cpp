// Scanning the text form.
#include "ir/scanner.h"

#include <algorithm>
#include <charconv>

#include "ir/words.h"

namespace duet::ir {

void Scanner::skip() {
  while (at_ < text_.size()) {
    if (text_[at_] == '#')
      at_ = std::min(text_.find('\n', at_), text_.size());
    else if (static_cast<unsigned char>(text_[at_]) <= ' ')
      ++at_;
    else
      return;
  }
}

bool Scanner::at_end() {
  skip();
  return at_ == text_.size();
}

bool Scanner::take(std::string_view token) {
  size_t back = at_;
  skip();
  std::string_view rest = text_.substr(at_);
  // A word ends where the word ends.
  bool longer = is_word(token) && rest.size() > token.size() && continues_word(rest[token.size()]);
  if (rest.starts_with(token) && !longer) {
    at_ += token.size();
    return true;
  }
  at_ = back;
  return false;
}

void Scanner::need(std::string_view token) {
  if (!take(token)) fail(fmt::format("`{}`", token));
}

char Scanner::next() {
  size_t back = at_;
  char found = at_end() ? '\0' : text_[at_];
  at_ = back;
  return found;
}

char Scanner::next_on_line() const {
  size_t at = text_.find_first_not_of(" \t", at_);
  return at == std::string_view::npos ? '\0' : text_[at];
}

bool Scanner::take_next(char c) {
  if (at_ == text_.size() || text_[at_] != c) return false;
  ++at_;
  return true;
}

std::string_view Scanner::word() {
  if (!begins_word(next())) return {};
  skip();
  size_t begin = at_;
  while (at_ < text_.size() && continues_word(text_[at_])) ++at_;
  return text_.substr(begin, at_ - begin);
}

std::string_view Scanner::need_word(std::string_view what) {
  std::string_view found = word();
  if (found.empty()) fail(what);
  return found;
}

std::string_view Scanner::until(std::string_view stops) {
  skip();
  size_t begin = at_;
  at_ = std::min(text_.find_first_of(stops, at_), text_.size());
  return text_.substr(begin, at_ - begin);
}

std::string Scanner::string() {
  need("\"");
  std::string result;
  for (; at_ < text_.size() && text_[at_] != '"'; ++at_) {
    if (text_[at_] != '\\') {
      result += text_[at_];
      continue;
    }
    if (++at_ >= text_.size()) break;
    if (text_[at_] == 'n') {
      result += '\n';
    } else if (text_[at_] == 'x') {
      unsigned char byte = 0;
      std::string_view digits = text_.substr(at_ + 1, 2);
      std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
      result += static_cast<char>(byte);
      at_ += digits.size();
    } else {
      result += text_[at_];
    }
  }
  need("\"");
  return result;
}

int64_t Scanner::integer() {
  skip();
  int64_t number = 0;
  auto [end, error] = std::from_chars(text_.data() + at_, text_.data() + text_.size(), number);
  if (error != std::errc()) fail("an integer");
  at_ = static_cast<size_t>(end - text_.data());
  return number;
}

std::string_view Scanner::comment() {
  size_t at = std::min(text_.find_first_not_of(" \t", at_), text_.size());
  if (at == text_.size() || text_[at] != '#') return {};
  size_t end = std::min(text_.find('\n', at), text_.size());
  return text_.substr(at + 1, end - at - 1);
}

void Scanner::fail(std::string_view expected) const {
  size_t at = std::min(at_, text_.size());
  auto line = std::ranges::count(text_.substr(0, at), '\n') + 1;
  size_t end = std::min(text_.find('\n', at), text_.size());
  throw value_error("MindIR text needs {} in line {}, found `{}`", expected, line,
                    text_.substr(at, end - at));
}

}  // namespace duet::ir
