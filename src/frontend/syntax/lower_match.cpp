// match: patterns as tests of a copy of the subject.
//
// The subject stays on the stack while cases are tried. pattern() takes what lies on top and
// leaves whether it fits. What a pattern captures goes to hidden variables first, because names
// are bound only when the whole pattern fits.
#include <algorithm>
#include <span>

#include "frontend/syntax/lowering.h"

namespace duet::syntax {
namespace {

using Nodes = std::vector<TreeRef>;

bool wildcard(const Tree& node) {
  if (node.kind == "MatchStar") return !optional_constant(node, "name");
  return node.kind == "MatchAs" && !optional_node(node, "pattern") &&
         !optional_constant(node, "name");
}

/// Fits whatever the subject is, plainly so.
bool irrefutable(const Tree& node) {
  if (node.kind == "MatchStar") return true;
  if (node.kind != "MatchAs") return false;
  const Tree* inner = optional_node(node, "pattern");
  return !inner || irrefutable(*inner);
}

bool is_star(const TreeRef& node) { return node->kind == "MatchStar"; }

std::vector<const Tree*> pointers(const Nodes& nodes) {
  std::vector<const Tree*> result;
  for (const TreeRef& node : nodes) result.push_back(node.get());
  return result;
}

}  // namespace

void Lowering::match(const Tree& node) {
  expression(node_at(node, "subject"));
  match_case(node, 0);
}

/// [subject ->]
void Lowering::match_case(const Tree& node, size_t index) {
  const Nodes& cases = nodes(node, "cases");
  if (index == cases.size()) return drop(node);
  const Tree& here = *cases[index];
  const Tree& wanted = node_at(here, "pattern");
  const Tree* guard = optional_node(here, "guard");
  auto outer = std::exchange(captures_, {});
  auto bind = [&] {
    for (const auto& [name, hidden] : std::exchange(captures_, std::move(outer))) {
      emit(wanted, Form::kLoad, hidden);
      emit(wanted, Form::kDelete, hidden);
      store(wanted, name);
    }
  };
  auto body = [&] {
    drop(wanted);
    statements(nodes(here, "body"));
  };
  emit(wanted, Form::kCopy, 1);
  if (irrefutable(wanted) && !guard) {
    take(wanted);
    bind();
    return body();
  }
  pattern(wanted);
  if (guard) {
    int bound = unit_->block([&] {
      bind();
      test(*guard);
    });
    emit(*guard, Form::kIf, bound, unit_->block([&] { constant(*guard, false); }));
  }
  branch(
      wanted,
      [&] {
        if (!guard) bind();
        body();
      },
      [&] { match_case(node, index + 1); });
}

/// [value -> whether it fits]
void Lowering::pattern(const Tree& node) {
  if (node.kind == "MatchValue") {
    expression(node_at(node, "value"));
    return emit(node, Form::kCompare, static_cast<int>(CompareOp::kEqual));
  }
  if (node.kind == "MatchSingleton") {
    constant(node, *optional_constant(node, "value"));
    return emit(node, Form::kCompare, static_cast<int>(CompareOp::kIs));
  }
  if (node.kind == "MatchSequence") return pattern_sequence(node);
  if (node.kind == "MatchMapping") return pattern_mapping(node);
  if (node.kind == "MatchClass") return pattern_class(node);
  if (node.kind == "MatchOr") return pattern_or(node, 0);
  if (node.kind != "MatchAs" && node.kind != "MatchStar")
    throw value_error("line {}: `{}` is no pattern", node.span.line, node.kind);
  if (node.kind == "MatchAs" && optional_node(node, "pattern")) return pattern_as(node);
  take(node);
  constant(node, true);
}

/// [value ->]: a pattern that fits anything.
void Lowering::take(const Tree& node) {
  const Tree* inner = node.kind == "MatchAs" ? optional_node(node, "pattern") : nullptr;
  if (inner) {
    emit(node, Form::kCopy, 1);
    take(*inner);
  }
  wildcard(node) ? drop(node) : capture(node, identifier(node, "name"));
}

/// [value ->]. Alternatives capture the same names.
void Lowering::capture(const Tree& node, const std::string& name) {
  auto same = [&](const auto& captured) { return captured.first == name; };
  auto known = std::ranges::find_if(captures_, same);
  if (known == captures_.end()) known = captures_.insert(known, {name, unit_->hidden("capture")});
  emit(node, Form::kStore, known->second);
}

/// [condition -> ...]: goes on with `then`, or drops `below` values and leaves false.
template <class Then>
void Lowering::when(const Tree& at, int below, Then&& then) {
  branch(at, then, [&] {
    drop(at, below);
    constant(at, false);
  });
}

/// [values..., the first on top -> whether all fit], with `below` more values that a misfit drops
/// and that `last` finds.
template <class Last>
void Lowering::parts(const std::vector<const Tree*>& patterns, size_t index, int below,
                     Last&& last) {
  if (index == patterns.size()) return last();
  const Tree& here = *patterns[index];
  if (irrefutable(here)) {
    take(here);
    return parts(patterns, index + 1, below, last);
  }
  pattern(here);
  int left = static_cast<int>(patterns.size() - index) - 1 + below;
  when(here, left, [&] { parts(patterns, index + 1, below, last); });
}

void Lowering::pattern_as(const Tree& node) {
  emit(node, Form::kCopy, 1);
  pattern(node_at(node, "pattern"));
  when(node, 1, [&] {
    capture(node, identifier(node, "name"));
    constant(node, true);
  });
}

void Lowering::pattern_or(const Tree& node, size_t from) {
  const Nodes& alternatives = nodes(node, "patterns");
  const Tree& here = *alternatives[from];
  if (from + 1 == alternatives.size()) return pattern(here);
  emit(here, Form::kCopy, 1);
  pattern(here);
  branch(
      here,
      [&] {
        drop(here);
        constant(here, true);
      },
      [&] { pattern_or(node, from + 1); });
}

void Lowering::pattern_sequence(const Tree& node) {
  const Nodes& patterns = nodes(node, "patterns");
  bool star = std::ranges::any_of(patterns, is_star);
  int size = static_cast<int>(patterns.size()) - star;
  emit(node, Form::kMatchSequence);
  when(node, 1, [&] {
    if (star && size == 0) return sequence_items(node);
    emit(node, Form::kMatchLength, size, star);
    when(node, 1, [&] { sequence_items(node); });
  });
}

/// [sequence of a fitting length -> whether its items fit]
void Lowering::sequence_items(const Tree& node) {
  const Nodes& patterns = nodes(node, "patterns");
  auto fits = [&] { constant(node, true); };
  auto star = std::ranges::find_if(patterns, is_star);
  if (std::ranges::all_of(patterns, [](const auto& p) { return wildcard(*p); })) {
    drop(node);
    return fits();
  }
  if (star != patterns.end() && wildcard(**star)) return picked_items(node, 0);
  int count = static_cast<int>(patterns.size());
  int before = static_cast<int>(star - patterns.begin());
  if (star == patterns.end())
    emit(node, Form::kUnpack, count);
  else
    emit(node, Form::kUnpackStar, before, count - before - 1);
  parts(pointers(patterns), 0, 0, fits);
}

/// [sequence -> whether its items fit]. Beside `*_`, Python takes single items by their index.
void Lowering::picked_items(const Tree& node, size_t index) {
  const Nodes& patterns = nodes(node, "patterns");
  while (index < patterns.size() && wildcard(*patterns[index])) ++index;
  if (index == patterns.size()) {
    drop(node);
    return constant(node, true);
  }
  const Tree& here = *patterns[index];
  bool behind = std::ranges::any_of(std::span(patterns).first(index), is_star);
  emit(here, Form::kCopy, 1);
  if (behind) {
    emit(here, Form::kCopy, 1);
    emit(here, Form::kLength);
    constant(here, static_cast<int64_t>(patterns.size() - index));
    emit(here, Form::kBinary, static_cast<int>(BinaryOp::kSub));
  } else {
    constant(here, static_cast<int64_t>(index));
  }
  emit(here, Form::kItem);
  if (irrefutable(here)) {
    take(here);
    return picked_items(node, index + 1);
  }
  pattern(here);
  when(here, 1, [&] { picked_items(node, index + 1); });
}

void Lowering::pattern_mapping(const Tree& node) {
  const Nodes& keys = nodes(node, "keys");
  bool rest = optional_constant(node, "rest") != nullptr;
  int size = static_cast<int>(keys.size());
  emit(node, Form::kMatchMapping);
  auto finish = [&] {
    if (rest) return mapping_rest(node);
    drop(node, 2);
    constant(node, true);
  };
  auto values = [&] {
    for (const TreeRef& key : keys) expression(*key);
    emit(node, Form::kTuple, size);
    emit(node, Form::kMatchKeys);
    emit(node, Form::kCopy, 1);
    none(node);
    emit(node, Form::kCompare, static_cast<int>(CompareOp::kIsNot));
    when(node, 3, [&] {
      emit(node, Form::kUnpack, size);
      parts(pointers(nodes(node, "patterns")), 0, 2, finish);
    });
  };
  when(node, 1, [&] {
    if (!size && !rest) {
      drop(node);
      return constant(node, true);
    }
    if (!size) return values();
    emit(node, Form::kMatchLength, size, 1);
    when(node, 1, values);
  });
}

/// [subject keys -> true]: captures a dict of the items that no key of the pattern names.
void Lowering::mapping_rest(const Tree& node) {
  int size = static_cast<int>(nodes(node, "keys").size());
  emit(node, Form::kDict, 0);
  emit(node, Form::kRotate, 3);
  emit(node, Form::kSwap, 2);
  emit(node, Form::kUpdate, 2);
  emit(node, Form::kUnpack, size);
  for (; size > 0; --size) {
    emit(node, Form::kCopy, size + 1);
    emit(node, Form::kSwap, 2);
    emit(node, Form::kDeleteItem);
  }
  capture(node, identifier(node, "rest"));
  constant(node, true);
}

void Lowering::pattern_class(const Tree& node) {
  std::vector<const Tree*> patterns = pointers(nodes(node, "patterns"));
  int positional = static_cast<int>(patterns.size());
  for (const Tree* pattern : pointers(nodes(node, "kwd_patterns"))) patterns.push_back(pattern);
  expression(node_at(node, "cls"));
  emit(node, Form::kMatchClass, positional, names_constant(identifiers(node, "kwd_attrs")));
  emit(node, Form::kCopy, 1);
  none(node);
  emit(node, Form::kCompare, static_cast<int>(CompareOp::kIsNot));
  when(node, 1, [&] {
    emit(node, Form::kUnpack, static_cast<int>(patterns.size()));
    parts(patterns, 0, 0, [&] { constant(node, true); });
  });
}

}  // namespace duet::syntax
