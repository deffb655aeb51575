// Deriving names and schemas from the records, once per process.
#include "ops/registry.h"

#include <cctype>

#include "ops/deferred.h"
#include "ops/ops.h"

namespace duet {
namespace {

/// "ReduceSum" -> "reduce_sum".
std::string snake_case(std::string_view name) {
  std::string text;
  for (size_t i = 0; i < name.size(); ++i) {
    bool upper = std::isupper(static_cast<unsigned char>(name[i])) != 0;
    bool after_lower = i > 0 && std::isupper(static_cast<unsigned char>(name[i - 1])) == 0;
    if (upper && after_lower) text += '_';
    text += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return text;
}

std::vector<std::string> words(std::string_view text) {
  std::vector<std::string> result;
  for (size_t at = 0; at < text.size();) {
    size_t end = std::min(text.find(' ', at), text.size());
    if (end > at) result.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return result;
}

std::unique_ptr<OpEntry> make_entry(const Op& op, int id) {
  auto entry = std::make_unique<OpEntry>();
  entry->op = &op;
  entry->id = id;
  entry->schema = parse_schema(op.schema);
  entry->functions = op.function ? words(op.function) : std::vector{snake_case(op.name)};
  entry->methods = std::string_view(op.methods) == "=" ? entry->functions : words(op.methods);
  op.entry = entry.get();
  return entry;
}

std::vector<std::unique_ptr<OpEntry>> make_registry() {
  std::vector<std::unique_ptr<OpEntry>> entries;
#define DUET_REGISTER_OP(name) \
  entries.push_back(make_entry(ops::name, static_cast<int>(entries.size())));
  FOR_EACH_OP(DUET_REGISTER_OP)
  // No functions of the library: they stand in graphs only.
  DUET_REGISTER_OP(operator_gradient)
  DUET_REGISTER_OP(extent_of)
#undef DUET_REGISTER_OP
  return entries;
}

}  // namespace

const std::vector<std::unique_ptr<OpEntry>>& registry() {
  static const auto* const entries = new std::vector(make_registry());
  return *entries;
}

const OpEntry& entry(const Op& op) {
  if (!op.entry) [[unlikely]]
    registry();
  return *op.entry;
}

const OpEntry* find_op(std::string_view name) {
  static const auto* const by_name = [] {
    auto* map = new std::unordered_map<std::string, const OpEntry*>;
    for (const auto& entry : registry()) {
      map->emplace(entry->op->name, entry.get());
      for (const std::string& function : entry->functions) map->emplace(function, entry.get());
    }
    return map;
  }();
  auto found = by_name->find(std::string(name));
  return found == by_name->end() ? nullptr : found->second;
}

}  // namespace duet
