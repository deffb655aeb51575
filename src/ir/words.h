// The words of the text form that both the printer and the parser know.
#pragma once

#include <optional>
#include <string_view>

#include "ir/graph.h"

namespace duet::ir {

struct KindWord {
  NodeKind kind;
  std::string_view word;
  size_t args;    // at least
  size_t graphs;  // exactly
};

/// Operators are called by their record's name, Python's arithmetic by its own (`add`).
inline constexpr KindWord kKindWords[] = {
    {NodeKind::kLeaf, "Leaf", 1, 0},         {NodeKind::kToTensor, "ToTensor", 2, 0},
    {NodeKind::kItem, "Item", 1, 0},         {NodeKind::kIf, "If", 1, 2},
    {NodeKind::kWhile, "While", 0, 2},       {NodeKind::kCall, "Call", 0, 1},
    {NodeKind::kMake, "Make", 0, 0},         {NodeKind::kGet, "Get", 2, 0},
    {NodeKind::kPush, "Push", 2, 0},         {NodeKind::kPop, "Pop", 1, 0},
    {NodeKind::kCheck, "Check", 0, 0},       {NodeKind::kRaise, "Raise", 0, 0},
    {NodeKind::kPrint, "Print", 0, 0},       {NodeKind::kCommit, "Commit", 2, 0},
    {NodeKind::kHostCall, "HostCall", 0, 0},
};

/// Of every kind but operators and Python's arithmetic.
constexpr const KindWord* find_word(NodeKind kind) {
  for (const KindWord& entry : kKindWords)
    if (entry.kind == kind) return &entry;
  return nullptr;
}

constexpr bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool continues_word(char c) {
  return begins_word(c) || (c >= '0' && c <= '9') || c == '.';
}
constexpr bool is_word(std::string_view text) {
  if (text.empty() || !begins_word(text[0])) return false;
  for (char c : text)
    if (!continues_word(c)) return false;
  return true;
}

}  // namespace duet::ir
