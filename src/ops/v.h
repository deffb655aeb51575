// `V`: a value together with its Dispatcher. Gradient rules and decompositions are formulas over V:
// `dout * y`.
//
// Operators are called by the name of their record: `matmul(dout, transpose(b))`. Trailing
// arguments may be left out where the schema has defaults.
#pragma once

#include <optional>

#include "ops/dispatcher.h"

namespace duet {

class DUET_API V {
 public:
  V() = default;
  V(double number) : value_(number) {}
  V(int number) : value_(number) {}
  V(int64_t number) : value_(number) {}
  V(Dispatcher* dispatcher, Value value) : dispatcher_(dispatcher), value_(std::move(value)) {}

  const Value& value() const { return value_; }
  Dispatcher* dispatcher() const { return dispatcher_; }
  bool is_none() const { return value_.is_none(); }
  bool is_number() const { return value_.is_number(); }
  TensorType type() const { return dispatcher_->type(value_); }
  DType dtype() const { return value_.is_tensor() ? value_.tensor_rep()->dtype : type().dtype; }
  int rank() const {
    return value_.is_tensor() ? value_.tensor_rep()->layout.rank() : type().rank();
  }
  Shape shape() const { return type().shape; }
  Dim dim(int axis) const { return type().dim(axis); }

 private:
  Dispatcher* dispatcher_ = nullptr;
  Value value_;
};

/// A list of values: a `Tensor[]` argument, the results of an operator with several.
using Vs = std::vector<V>;

/// What a call of an operator gives: one V, or several.
struct DUET_API Results : Vs {
  using Vs::Vs;
  operator V() const {
    DUET_CHECK(size() == 1);
    return front();
  }
};

/// The gradients of an operator's Tensor arguments, in order; a default V is "none". Wider ones are
/// summed back and cast by the caller of the rule.
using Grads = std::vector<V>;

DUET_API V operator+(V a, V b);
DUET_API V operator-(V a, V b);
DUET_API V operator*(V a, V b);
DUET_API V operator/(V a, V b);
DUET_API V operator-(V a);

/// Applies `op`, filling in defaults.
DUET_API Results apply(const Op& op, Dispatcher* dispatcher, Values args);

namespace detail {

inline void pack(Values& args, Dispatcher*& dispatcher, const V& v) {
  if (!dispatcher) dispatcher = v.dispatcher();
  args.push_back(v.value());
}
inline void pack(Values& args, Dispatcher*& dispatcher, const Results& results) {
  pack(args, dispatcher, V(results));
}
inline void pack(Values& args, Dispatcher*& dispatcher, const Vs& list) {
  Values items;
  for (const V& v : list) pack(items, dispatcher, v);
  args.push_back(std::move(items));
}
template <class T>
  requires std::is_constructible_v<Value, T> && (!std::is_same_v<T, V>)
void pack(Values& args, Dispatcher*&, const T& item) {
  args.push_back(Value(item));
}
inline void pack(Values& args, Dispatcher*&, std::string_view text) {
  args.push_back(Value(std::string(text)));
}
template <class T>
void pack(Values& args, Dispatcher*& dispatcher, const std::optional<T>& item) {
  if (item)
    pack(args, dispatcher, *item);
  else
    args.push_back(Value());
}

}  // namespace detail
}  // namespace duet
