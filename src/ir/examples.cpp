// Sets of extents, and rules run on them.
#include "ir/examples.h"

#include <algorithm>
#include <set>

#include "ir/result_types.h"
#include "ops/deferred.h"
#include "ops/trace.h"

namespace duet::ir {
namespace {

/// Something unknown: axis `axis` of a Tensor, or a run-time number (axis -1).
struct Open {
  int64_t node;
  int axis;
  friend auto operator<=>(const Open&, const Open&) = default;
};

/// The unknown extents and numbers of one call, with numbers in their place.
class Example final : public Dispatcher {
 public:
  Example(const Graph& graph, const std::vector<Open>& open) : graph_(graph), open_(open) {}

  void set(std::vector<int64_t> numbers) { numbers_ = std::move(numbers); }
  Values apply(const Op& op, std::span<const Value>) override {
    DUET_BUG("inference applies {}", op.name);
  }
  TensorType type(const Value& value) const override {
    if (value.is_tensor()) return duet::type_of(value.as_tensor());
    TensorType type = GraphTypes(graph_).type(value);
    for (size_t axis = 0; axis < type.shape.size(); ++axis)
      if (!type.shape[axis].known())
        type.shape[axis] = number({value.as_node(), static_cast<int>(axis)});
    return type;
  }
  /// Numbers as themselves, lists of ints as ints.
  Value filled(const Value& value) const {
    if (value.is_node()) return filled(value, graph_.type(value.as_node()));
    if (!value.is_list()) return value;
    Values items;
    for (const Value& item : value.as_list()) items.push_back(filled(item));
    bool ints =
        std::ranges::all_of(items, [](const Value& v) { return v.kind() == Value::Kind::kInt; });
    bool plain = std::ranges::none_of(value.as_list(), [&](const Value& v) {
      return v.is_node() && graph_.type(v.as_node()).is_tensor();
    });
    return ints && plain && !items.empty() ? Value(*ints_of(items)) : Value(items);
  }

 private:
  int64_t number(const Open& open) const {
    return numbers_[static_cast<size_t>(std::ranges::find(open_, open) - open_.begin())];
  }
  Value filled(const Value& value, const Type& type) const {
    if (!type.is_scalar()) return value;
    int64_t own = number({value.as_node(), -1});
    switch (type.as_scalar()) {
      case NumberKind::kBool:
        return own % 2 == 1;
      case NumberKind::kInt:
        return own;
      case NumberKind::kFloat:
        return own == 1 ? 1.0 : static_cast<double>(own) / 4;
      case NumberKind::kComplex:
        return std::complex<double>(static_cast<double>(own));
    }
    return {};
  }

  const Graph& graph_;
  const std::vector<Open>& open_;
  std::vector<int64_t> numbers_;
};

struct Found {
  std::vector<Open> open;
  bool decides = false;        // extents may depend on one of them
  std::vector<int64_t> known;  // extents that some other may have to equal
};

Found look(const Graph& graph, std::span<const Value> args) {
  Found found;
  auto note = [&](std::vector<Open>& list, Open open) {
    if (std::ranges::find(list, open) == list.end()) list.push_back(open);
  };
  for (const Value& arg : args)
    each_node(arg, [&](int64_t node) {
      const Type& type = graph.type(node);
      if (type.is_scalar()) {
        note(found.open, {node, -1});
        found.decides = found.decides || type.as_scalar() != NumberKind::kFloat;
      }
      if (!type.is_tensor()) return;
      const Shape& shape = type.as_tensor().shape;
      for (size_t axis = 0; axis < shape.size(); ++axis) {
        if (!shape[axis].known()) {
          note(found.open, {node, static_cast<int>(axis)});
          found.decides = true;
        } else if (shape[axis].value() > 1) {
          found.known.push_back(shape[axis].value());
        }
      }
    });
  return found;
}

/// Sets of numbers for what is unknown.
std::vector<std::vector<int64_t>> number_sets(const Found& found) {
  const size_t count = found.open.size();
  std::vector<int64_t> known = found.known;
  std::vector<std::vector<int64_t>> sets;
  // A float decides an extent in ranges only.
  if (!found.decides) {
    for (int64_t n : {5, 1, 2, 0, 40}) sets.emplace_back(count, n);
    return sets;
  }
  std::vector<int64_t> singles{5, 1, 2, 3, 4, 6, 7, 8, 9, 10, 12, 16, 24, 36, 64, 97, 0};
  std::ranges::sort(known);
  known.erase(std::unique(known.begin(), known.end()), known.end());
  if (known.size() > 6) known.resize(6);
  singles.insert(singles.end(), known.begin(), known.end());
  for (int64_t n : singles) sets.emplace_back(count, n);
  if (count < 2) return sets;
  constexpr int64_t kApart[] = {2, 3, 5, 7, 11, 13, 17, 19};
  for (size_t shift : {size_t{0}, size_t{3}}) {
    std::vector<int64_t> set;
    for (size_t i = 0; i < count; ++i) set.push_back(kApart[(i + shift) % std::size(kApart)]);
    sets.push_back(set);
    std::ranges::reverse(set);
    sets.push_back(std::move(set));
  }
  // Each alone another than the rest.
  for (size_t i = 0; i < std::min<size_t>(count, 8); ++i)
    for (int64_t other : {1, 3, 8})
      for (int64_t rest : {1, 6}) {
        std::vector<int64_t> set(count, rest);
        set[i] = other;
        sets.push_back(std::move(set));
      }
  for (int64_t a : known)
    for (int64_t b : {int64_t{1}, int64_t{3}}) {
      std::vector<int64_t> set(count, a);
      set[0] = b;
      sets.push_back(set);
      std::ranges::reverse(set);
      sets.push_back(std::move(set));
    }
  // And any mixture of small numbers.
  uint64_t state = 88172645463325252;
  for (int k = 0; k < 24; ++k) {
    std::vector<int64_t> set;
    for (size_t i = 0; i < count; ++i) {
      state = state * 6364136223846793005 + 1442695040888963407;
      set.push_back(static_cast<int64_t>(state >> 33) % 12 + 1);
    }
    sets.push_back(std::move(set));
  }
  return sets;
}

/// Which numbers have stood for each unknown in the examples that were taken.
class Evidence {
 public:
  explicit Evidence(size_t count) : seen_(count) {}
  void add(const std::vector<int64_t>& numbers) {
    for (size_t i = 0; i < seen_.size(); ++i)
      if (numbers[i] != 0) seen_[i].insert(numbers[i]);
  }
  /// Enough to say that what has not changed does not depend on them.
  bool enough() const {
    constexpr size_t kDifferent = 3;
    return std::ranges::all_of(seen_, [](const auto& s) { return s.size() >= kDifferent; });
  }

 private:
  std::vector<std::set<int64_t>> seen_;
};

bool join(Types& into, const Types& types) {
  if (into.size() != types.size()) return false;
  for (size_t k = 0; k < types.size(); ++k) {
    if (into[k].dtype != types[k].dtype || into[k].rank() != types[k].rank()) return false;
    for (int i = 0; i < types[k].rank(); ++i)
      if (!(into[k].shape[i] == types[k].shape[i])) into[k].shape[i] = Dim::unknown();
  }
  return true;
}

/// `each_example`, which also tells the numbers.
bool each_set(const Graph& graph, const Found& found, std::span<const Value> args,
              const std::function<bool(Example&, const Values&, const std::vector<int64_t>&)>& f) {
  Example example(graph, found.open);
  bool taken = false;
  for (const auto& set : number_sets(found)) {
    example.set(set);
    Values filled;
    for (const Value& arg : args) filled.push_back(example.filled(arg));
    try {
      // Inside, what depends on elements has unknown extents still.
      auto more = unless_extents_are_asked([&] { return f(example, filled, set); });
      if (!more) continue;
      taken = true;
      if (!*more) break;
    } catch (const Error&) {
      continue;
    }
  }
  return taken;
}

}  // namespace

bool each_example(const Graph& graph, std::span<const Value> args, const OnExample& f) {
  return each_set(graph, look(graph, args), args,
                  [&](Example& example, const Values& filled, const std::vector<int64_t>&) {
                    return f(example, filled);
                  });
}

std::optional<Types> infer_by_examples(const Graph& graph, const Op& op,
                                       std::span<const Value> args) {
  const Found found = look(graph, args);
  std::optional<Types> result;
  Evidence evidence(found.open.size());
  bool agree = true;
  each_set(graph, found, args,
           [&](Example& example, const Values& filled, const std::vector<int64_t>& numbers) {
             Types types = infer(op, filled, example);
             if (!result)
               result = std::move(types);
             else
               agree = join(*result, types);
             evidence.add(numbers);
             return agree;
           });
  if (!agree || !result) return std::nullopt;
  // What the operator takes is too special to tell what its extents depend on.
  if (found.decides && !evidence.enough())
    for (TensorType& type : *result)
      for (Dim& extent : type.shape) extent = Dim::unknown();
  return result;
}

bool open_numbers(const Graph& graph, const Op& op, std::span<const Value> args) {
  bool open = false;
  for (const Value& arg : args)
    each_node(arg, [&](int64_t node) { open = open || graph.type(node).is_scalar(); });
  return open && !op.body.is(BodyKind::kScalar);
}

bool open_extents(const Graph& graph, const Op& op, std::span<const Value> args) {
  bool open = open_numbers(graph, op, args);
  for (const Value& arg : args)
    each_node(arg, [&](int64_t node) {
      const Type& type = graph.type(node);
      open = open || (type.is_tensor() && type.rank_known() && type.dtype_known() &&
                      !type.as_tensor().known());
    });
  return open;
}

}  // namespace duet::ir
