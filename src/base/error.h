// What a failure is, before anybody knows how to show it.
//
// `Error` says that the user's program is wrong: what is needed (message), what is (labels at
// arguments), what to write (help). The binding finds the user's line and draws the picture of
// style.md section 4. `DUET_BUG` says that we are wrong. The two are never mixed.
#pragma once

#include <exception>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/export.h"
#include "base/format.h"

namespace duet {

/// The Python exception that an `Error` becomes.
enum class ErrorKind : unsigned char {
  kValue,
  kType,
  kIndex,
  kKey,
  kRuntime,
  kAttribute,
  kMemory,
  kOverflow,
  kZeroDivision,
  kFileNotFound,
  kOs,
};

/// What is found at one argument of the call: shown under its caret.
struct Label {
  int argument;
  std::string text;
};

class DUET_API Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string message) : kind_(kind), message_(std::move(message)) {}

  template <class... Args>
  Error& label(int argument, fmt::format_string<Args...> text, Args&&... args) {
    labels_.push_back({argument, fmt::format(text, std::forward<Args>(args)...)});
    return *this;
  }
  template <class... Args>
  Error& help(fmt::format_string<Args...> text, Args&&... args) {
    help_ = fmt::format(text, std::forward<Args>(args)...);
    return *this;
  }
  template <class... Args>
  Error& note(fmt::format_string<Args...> text, Args&&... args) {
    notes_.push_back(fmt::format(text, std::forward<Args>(args)...));
    return *this;
  }
  /// The name under which docs/errors.md explains this error.
  Error& slug(std::string_view slug) {
    slug_ = slug;
    return *this;
  }

  ErrorKind kind() const { return kind_; }
  const std::string& message() const { return message_; }
  const std::string& slug() const { return slug_; }
  const std::string& help() const { return help_; }
  const std::vector<Label>& labels() const { return labels_; }
  const std::vector<std::string>& notes() const { return notes_; }
  /// The operator that raised it; empty outside operators.
  const std::string& op() const { return op_; }
  void set_op(std::string_view op) { op_ = op; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  ErrorKind kind_;
  std::string message_;
  std::string slug_;
  std::string help_;
  std::string op_;
  std::vector<Label> labels_;
  std::vector<std::string> notes_;
};

template <class... Args>
Error value_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ErrorKind::kValue, fmt::format(text, std::forward<Args>(args)...)};
}
template <class... Args>
Error type_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ErrorKind::kType, fmt::format(text, std::forward<Args>(args)...)};
}
template <class... Args>
Error index_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ErrorKind::kIndex, fmt::format(text, std::forward<Args>(args)...)};
}
template <class... Args>
Error runtime_error(fmt::format_string<Args...> text, Args&&... args) {
  return {ErrorKind::kRuntime, fmt::format(text, std::forward<Args>(args)...)};
}

/// Our own mistake: reported with its place, never caught.
class DUET_API Bug : public std::exception {
 public:
  explicit Bug(std::string message, std::source_location where = std::source_location::current());
  const char* what() const noexcept override { return text_.c_str(); }

 private:
  std::string text_;
};

}  // namespace duet

#define DUET_BUG(...) throw ::duet::Bug(fmt::format(__VA_ARGS__))
#define DUET_CHECK(condition)                   \
  do {                                          \
    if (!(condition)) [[unlikely]]              \
      DUET_BUG("{} does not hold", #condition); \
  } while (false)
