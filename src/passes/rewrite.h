// Rewrites as equations (structure.cpp): `from` becomes `to` when `when` holds.
//
// The three are formulas over V with the same parameters. `from` is run once, on unknowns, and what
// it calls is the pattern: V is any value, DType, Ints and optional Ints are any attribute, numbers
// in the formula stand for themselves. The two sides need to be the same to the last bit, for NaN
// and -0 too, and `to` may cost no more than `from`.
#pragma once

#include "ops/op.h"
#include "passes/edit.h"

namespace duet::passes {

namespace detail {

template <class T>
Value unknown(int i);
template <>
inline Value unknown<V>(int i) {
  return Value::node(i);
}
// Attributes that no program has stand for unknown ones.
inline constexpr int kUnknownDType = 64;
inline constexpr int64_t kUnknownInts = INT64_MIN + 1;
template <>
inline Value unknown<DType>(int i) {
  return static_cast<DType>(kUnknownDType + i);
}
template <>
inline Value unknown<Ints>(int i) {
  return Ints{kUnknownInts, i};
}
template <>
inline Value unknown<std::optional<Ints>>(int i) {
  return unknown<Ints>(i);
}

template <class... P>
struct Unknowns {
  static Values make() {
    int i = 0;
    return Values{unknown<P>(i++)...};
  }
};

}  // namespace detail

/// One side of an equation. Lambda: (unknowns...) -> V.
struct Side {
  Value (*run)(Call&) = nullptr;
  Values (*unknowns)() = nullptr;
  constexpr Side() = default;
  template <class F>
  consteval Side(F)
      : run([](Call& call) -> Value {
          V result =
              duet::detail::ParametersOf<F>::template In<duet::detail::Unpack>::call(F{}, call);
          return result.value();
        }),
        unknowns(duet::detail::ParametersOf<F>::template In<detail::Unknowns>::make) {}
};

/// Lambda: (unknowns...) -> bool.
struct Condition {
  bool (*run)(Call&) = nullptr;
  constexpr Condition() = default;
  template <class F>
  consteval Condition(F)
      : run([](Call& call) -> bool {
          return duet::detail::ParametersOf<F>::template In<duet::detail::Unpack>::call(F{}, call);
        }) {}
};

struct Rewrite {
  const char* name = nullptr;
  Side from;
  Side to;
  Condition when = {};
};

/// Rewrites from a table, found by the operator of their left side.
class DUET_API Rewriter final : public Dispatcher {
 public:
  explicit Rewriter(std::span<const Rewrite> table);
  ~Rewriter() override;

  /// What the present node of `edit` becomes, if an equation says so.
  std::optional<Value> rewrite(Edit& edit);
  /// The name of the equation that said so last.
  const char* last_rule() const { return last_rule_; }

  Values apply(const Op& op, std::span<const Value> args) override;
  TensorType type(const Value& value) const override;
  /// The node that makes a value; null for inputs and constants.
  const ir::Node* maker(const Value& value) const;

 private:
  struct Pattern;
  struct Match;
  std::optional<Value> rewrite(const ir::Node& node);
  std::optional<Value> attempt(const Pattern& pattern, const ir::Node& node);

  std::vector<std::vector<Pattern>> by_op_;  // by the registry's number of the operator
  Edit* edit_ = nullptr;
  const char* last_rule_ = "";
};

/// Whether the elements lie without gaps, in some order of axes, in the eager engine too: then an
/// operation on each element leaves the layout as it is. Library calls' bits depend on layouts.
bool dense(const V& x);
/// Whether they lie in row-major order.
bool row_major(const V& x);

}  // namespace duet::passes
