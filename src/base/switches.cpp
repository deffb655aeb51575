// The names of the switches, and the word that holds them.
#include "base/switches.h"

#include <atomic>
#include <cstdlib>
#include <optional>

namespace duet {
namespace {

constexpr std::string_view kNames[] = {"no-passes", "no-fusion",  "no-control", "no-reuse",
                                       "leave",     "begin-anew", "twice",      "recompile"};
constexpr uint32_t kPlain = 0b1111;  // the first four

std::optional<uint32_t> bits_of(std::string_view name) {
  if (name.empty()) return 0;
  if (name == "plain") return kPlain;
  for (uint32_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return uint32_t{1} << i;
  return std::nullopt;
}

std::optional<uint32_t> all_bits_of(std::string_view names) {
  uint32_t all = 0;
  for (size_t start = 0; start <= names.size();) {
    size_t end = std::min(names.find(',', start), names.size());
    auto bits = bits_of(names.substr(start, end - start));
    if (!bits) return std::nullopt;
    all |= *bits;
    start = end + 1;
  }
  return all;
}

std::atomic<uint32_t>& word() {
  static std::atomic<uint32_t> present = [] {
    const char* names = std::getenv("DUET_SWITCHES");
    return names ? all_bits_of(names).value_or(0) : 0;
  }();
  return present;
}

}  // namespace

uint32_t switches() { return word().load(std::memory_order_relaxed); }

bool switched(Switch which) { return switches() >> static_cast<int>(which) & 1; }

bool set_switches(std::string_view names) {
  auto bits = all_bits_of(names);
  if (bits) word().store(*bits, std::memory_order_relaxed);
  return bits.has_value();
}

std::string switch_names() {
  std::string names;
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (!(switches() >> i & 1)) continue;
    if (!names.empty()) names += ',';
    names += kNames[i];
  }
  return names;
}

}  // namespace duet
