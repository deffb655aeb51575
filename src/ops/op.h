// The record of an operator: everything that is known about it stands here, once. `define` checks
// it while compiling.
//
//   constexpr Op mul = define({.name = "Mul", .schema = "input: Operand, other: Operand", .doc =
//   ..., .infer = elementwise,
//                              .body = Scalar([](auto x, auto y) { return x * y; }), .grad =
//                              Grad([](V x, V y, V, V dout) {
//                                return Grads{dout * y, dout * x}; }), .oracle = "input * other",
//                                .samples = {...}});
//
// The body is one of five; prefer the first that fits: Scalar (a formula on elements), Reduce (a
// formula and its start), View (strides only), Decompose (other operators), Kernel (a C++
// function).
#pragma once

#include "ops/call.h"
#include "ops/scalar/scalar.h"

namespace duet {

// --- rules: captureless lambdas behind plain function pointers
// ----------------------------------------------------------

/// Types of the results from the arguments; refuses what does not fit. Lambda: (Call&,
/// arguments...) -> TensorType | Types.
struct InferRule {
  Types (*run)(Call&) = nullptr;
};

/// What an operator demands of run-time values. Lambda: (Call&, arguments...) -> void, throwing
/// call.error.
struct CheckRule {
  void (*run)(Call&) = nullptr;
};

/// Lambda: (arguments..., out, dout) -> Grads, one per Tensor argument (each member of a Tensor[]
/// counts).
struct GradRule {
  Grads (*run)(Call&) = nullptr;
};

enum class BodyKind : uint8_t { kNone, kScalar, kReduce, kView, kDecompose, kKernel };

/// How Tensor operands of different dtypes meet before a scalar body.
enum class Promote : uint8_t {
  kCommon,  // all become the promoted dtype
  kFloat,   // likewise, and integers and bool become float32
  kNone,    // each keeps its own
  kRest,    // the first keeps its own (a condition), the others meet
};

/// A kernel's surroundings: arguments, and results allocated by the infer rule.
struct KernelCall {
  Call& call;
  std::span<Tensor> outputs;
};

struct Body {
  BodyKind kind = BodyKind::kNone;
  int operands = 0;  // Scalar: how many parameters the formula has
  void (*scalar)(std::span<const S> operands, std::vector<S>& results) = nullptr;
  // Reduce over `axis` (argument 1; None: all) with `keep_dims` (argument 2): combine(map(x)...).
  S (*map)(S x) = nullptr;
  Instr combine = Instr::kAdd;
  std::optional<Layout> (*view)(Call&, const Layout&) = nullptr;
  Values (*decompose)(Call&) = nullptr;
  void (*kernel)(KernelCall&) = nullptr;

  constexpr bool is(BodyKind k) const { return kind == k; }
};

namespace detail {

template <class T>
Types to_types(T result) {
  if constexpr (std::is_same_v<T, Types>)
    return result;
  else
    return Types{std::move(result)};
}
template <class T>
Values to_values(T result) {
  if constexpr (std::is_convertible_v<T, V>)
    return Values{static_cast<V>(result).value()};
  else {
    Values values;
    for (const V& v : result) values.push_back(v.value());
    return values;
  }
}

template <class F, size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return std::is_invocable_v<F, decltype((void)I, std::declval<S>())...>;
}
template <class F, size_t N = 1>
constexpr size_t arity() {
  static_assert(N < 17, "a scalar body is a lambda of S values");
  if constexpr (takes<F>(std::make_index_sequence<N>()))
    return N;
  else
    return arity<F, N + 1>();
}

}  // namespace detail

/// A formula on elements: (auto x, auto y, Attr<bool> flag) -> S or std::array<S, n>.
template <class F>
consteval Body Scalar(F) {
  Body body;
  body.kind = BodyKind::kScalar;
  body.operands = detail::arity<F>();
  body.scalar = [](std::span<const S> operands, std::vector<S>& results) {
    [&]<size_t... I>(std::index_sequence<I...>) {
      auto result = F{}(operands[I]...);
      if constexpr (std::is_same_v<decltype(result), S>)
        results.push_back(result);
      else
        results.assign(result.begin(), result.end());
    }(std::make_index_sequence<detail::arity<F>()>());
  };
  return body;
}

/// `combine` over axes of `map(x)`: kAdd, kMul, kMin, kMax, kAnd, kOr.
template <class F>
consteval Body Reduce(Instr combine, F) {
  Body body;
  body.kind = BodyKind::kReduce;
  body.combine = combine;
  body.map = [](S x) -> S { return F{}(x); };
  return body;
}

/// (Layout of the first argument, remaining arguments...) -> Layout | std::optional<Layout>;
/// nothing: copy, then again. A leading Call& is allowed.
template <class F>
consteval Body View(F) {
  Body body;
  body.kind = BodyKind::kView;
  body.view = [](Call& call, const Layout& layout) -> std::optional<Layout> {
    return detail::ParametersOf<F>::template In<detail::UnpackView>::call(F{}, call, layout);
  };
  return body;
}

/// (arguments...) -> V | Vs, in terms of other operators. A leading Call& is allowed.
template <class F>
consteval Body Decompose(F) {
  Body body;
  body.kind = BodyKind::kDecompose;
  body.decompose = [](Call& call) {
    return detail::to_values(detail::ParametersOf<F>::template In<detail::Unpack>::call(F{}, call));
  };
  return body;
}

consteval Body Kernel(void (*kernel)(KernelCall&)) {
  Body body;
  body.kind = BodyKind::kKernel;
  body.kernel = kernel;
  return body;
}

template <class F>
consteval InferRule Infer(F) {
  return {[](Call& call) {
    return detail::to_types(detail::ParametersOf<F>::template In<detail::Unpack>::call(F{}, call));
  }};
}
template <class F>
consteval CheckRule Check(F) {
  return {
      [](Call& call) { detail::ParametersOf<F>::template In<detail::Unpack>::call(F{}, call); }};
}
template <class F>
consteval GradRule Grad(F) {
  return {[](Call& call) {
    return Grads(detail::ParametersOf<F>::template In<detail::Unpack>::call(F{}, call));
  }};
}

// --- the record
// ---------------------------------------------------------------------------------------------------------

/// At most this many samples: `dtype[shape]` for tensors, Python literals for the rest, in the
/// order of the schema.
struct Samples {
  const char* text[12] = {};
};

/// Arguments that results are written to, in order: Updates{0, 1} stores result 0 into argument 0,
/// 1 into 1.
struct Updates {
  int8_t argument[6] = {-1, -1, -1, -1, -1, -1};
  constexpr Updates() = default;
  // A list shorter than the array must leave the rest at "none", which aggregates would not do.
  constexpr Updates(std::initializer_list<int> arguments) {
    int k = 0;
    for (int a : arguments) argument[k++] = static_cast<int8_t>(a);
  }
};

struct OpEntry;

struct Op {
  const char* name = nullptr;
  const char* schema = nullptr;
  const char* doc = nullptr;
  InferRule infer = {};
  Body body = {};
  Promote promote = Promote::kCommon;
  GradRule grad = {};
  /// No gradient exists (comparison, integers): said, never forgotten.
  bool constant = false;
  CheckRule checks = {};
  Updates updates = {};
  /// Its results are a tuple even where there is one of them: "" always, otherwise where the bool
  /// argument of this name is true.
  const char* tuple = nullptr;
  /// A NumPy expression in the argument names, or nullptr with `.oracle_reason`.
  const char* oracle = nullptr;
  /// Why there is no NumPy expression (random, views of memory, ...).
  const char* no_oracle = nullptr;
  Samples samples = {};
  /// Names in Python, separated by blanks; the first is the main one. nullptr: the snake_case of
  /// `name`. "": none.
  const char* function = nullptr;
  /// Names of Tensor methods, separated by blanks; `.methods = "="` takes those of `function`.
  const char* methods = "";
  /// Set once when the registry is made.
  mutable const OpEntry* entry = nullptr;

  template <class... Args>
  Results operator()(const Args&... args) const {
    Values values;
    Dispatcher* dispatcher = nullptr;
    (detail::pack(values, dispatcher, args), ...);
    return apply(*this, dispatcher, std::move(values));
  }
};

/// Refuses an incomplete record: it does not compile.
consteval Op define(Op op) {
  if (!op.name || !op.schema) throw "an operator needs a name and a schema";
  if (!op.doc) throw "an operator needs a doc";
  if (op.body.is(BodyKind::kNone)) throw "an operator needs a body";
  if (!op.grad.run && !op.constant && !op.body.is(BodyKind::kDecompose))
    throw "an operator needs a gradient, or .constant = true";
  if (!op.oracle && !op.no_oracle)
    throw "an operator needs an oracle, or .no_oracle with the reason";
  if (!op.samples.text[0] && !op.no_oracle) throw "an operator needs samples";
  if (!op.infer.run && !op.body.is(BodyKind::kDecompose)) throw "an operator needs an infer rule";
  return op;
}

}  // namespace duet
