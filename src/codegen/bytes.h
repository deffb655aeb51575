// Plain data as bytes, for keys of caches and the way to the generator's library: little-endian,
// fixed widths, nothing optional: equal data, equal bytes. Internal.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "ops/scalar/program.h"

namespace duet {

class Writer {
 public:
  template <class T>
  void put(T value) {
    text.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  template <class T>
  void put_all(const std::vector<T>& items) {
    put(static_cast<uint16_t>(items.size()));
    for (const T& item : items) put(item);
  }
  void put_program(const Program& body);
  std::string text;
};

/// Reads what a Writer wrote; `good` is false from the first thing on that no Writer writes.
class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  template <class T>
  T get() {
    T value{};
    if (text_.size() < sizeof(T)) {
      good = false;
      return value;
    }
    text_.copy(reinterpret_cast<char*>(&value), sizeof(T));
    text_.remove_prefix(sizeof(T));
    return value;
  }
  template <class E>
  E get_enum(int limit) {
    auto value = get<uint8_t>();
    if (value > limit) good = false;
    return good ? static_cast<E>(value) : E{};
  }
  template <class F>
  void repeat(F&& f) {
    for (int n = get<uint16_t>(); n > 0 && good; --n) f();
  }
  DType dtype() { return get_enum<DType>(kDTypeCount - 1); }
  Instr instr() { return get_enum<Instr>(static_cast<int>(Instr::kSelect)); }
  Program program();
  bool ended() const { return text_.empty(); }
  bool good = true;

 private:
  std::string_view text_;
};

}  // namespace duet
