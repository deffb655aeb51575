// One call of an operator, as its rules see it: arguments by position and type, and errors that
// name them.
#pragma once

#include <concepts>
#include <optional>
#include <tuple>

#include "ops/v.h"

namespace duet {

struct Op;

class DUET_API Call {
 public:
  Call(const Op& op, Dispatcher& dispatcher, std::span<const Value> args)
      : op(op), dispatcher(dispatcher), args(args) {}

  const Op& op;
  Dispatcher& dispatcher;
  std::span<const Value> args;

  V v(size_t i) const { return {&dispatcher, args[i]}; }
  TensorType type(size_t i) const;
  /// The user's program is wrong. Labels count arguments of the schema.
  template <class... Args>
  Error error(fmt::format_string<Args...> text, Args&&... items) const {
    return named(ErrorKind::kValue, fmt::format(text, std::forward<Args>(items)...));
  }
  template <class... Args>
  Error type_error(fmt::format_string<Args...> text, Args&&... items) const {
    return named(ErrorKind::kType, fmt::format(text, std::forward<Args>(items)...));
  }
  template <class... Args>
  Error index_error(fmt::format_string<Args...> text, Args&&... items) const {
    return named(ErrorKind::kIndex, fmt::format(text, std::forward<Args>(items)...));
  }
  /// `axis` counted from the front, checked against `rank` (of argument `of`).
  int axis(int64_t axis, int rank, int argument) const;
  /// All axes, sorted, without repeats; none given means all of them.
  Ints axes(const std::optional<Ints>& axes, int rank, int argument) const;

 private:
  Error named(ErrorKind kind, std::string text) const;
};

/// Argument `i` as a rule wants it. A rule's parameter types are its signature.
template <class T>
struct Argument;

template <>
struct Argument<V> {
  static V get(Call& call, size_t i) { return call.v(i); }
};
template <>
struct Argument<Value> {
  static Value get(Call& call, size_t i) { return call.args[i]; }
};
template <>
struct Argument<TensorType> {
  static TensorType get(Call& call, size_t i) { return call.type(i); }
};
template <>
struct Argument<Tensor> {
  static Tensor get(Call& call, size_t i) { return call.args[i].as_tensor(); }
};
template <std::integral T>
struct Argument<T> {
  static T get(Call& call, size_t i) { return static_cast<T>(call.args[i].as_int()); }
};
template <>
struct Argument<bool> {
  static bool get(Call& call, size_t i) { return call.args[i].as_bool(); }
};
template <>
struct Argument<double> {
  static double get(Call& call, size_t i) { return call.args[i].as_float(); }
};
template <>
struct Argument<DType> {
  static DType get(Call& call, size_t i) { return call.args[i].as_dtype(); }
};
template <>
struct Argument<std::string_view> {
  static std::string_view get(Call& call, size_t i) { return call.args[i].as_string(); }
};
template <>
struct Argument<Ints> {
  static Ints get(Call& call, size_t i) { return call.args[i].as_ints(); }
};
template <class T>
struct Argument<std::optional<T>> {
  static std::optional<T> get(Call& call, size_t i) {
    if (call.args[i].is_none()) return std::nullopt;
    return Argument<T>::get(call, i);
  }
};
/// A list of tensors.
template <class T>
struct Argument<std::vector<T>> {
  static std::vector<T> get(Call& call, size_t i) {
    Call items(call.op, call.dispatcher, call.args[i].as_list());
    std::vector<T> result;
    for (size_t k = 0; k < items.args.size(); ++k) result.push_back(Argument<T>::get(items, k));
    return result;
  }
};

namespace detail {

template <class T>
struct Parameters;
template <class F, class R, class... P>
struct Parameters<R (F::*)(P...) const> {
  using Result = R;
  static constexpr size_t kCount = sizeof...(P);
  template <template <class...> class T>
  using In = T<std::decay_t<P>...>;
};
template <class F>
using ParametersOf = Parameters<decltype(&F::operator())>;

template <class... P>
struct Unpack {
  /// Calls f(arguments...), each taken by its type.
  template <class F>
  static decltype(auto) call(F f, Call& call, size_t first = 0) {
    return [&]<size_t... I>(std::index_sequence<I...>) -> decltype(auto) {
      // Braces: arguments are taken from left to right.
      std::tuple<P...> items{Argument<P>::get(call, first + I)...};
      // Each `get` moves one element.
      return f(std::get<I>(std::move(items))...);  // NOLINT(bugprone-use-after-move)
    }(std::index_sequence_for<P...>());
  }
};

template <class Layout_, class... P>
struct UnpackView {
  template <class F>
  static std::optional<Layout> call(F f, Call& call, const Layout& layout) {
    return Unpack<P...>::call(
        [&](P... items) -> std::optional<Layout> { return f(layout, std::move(items)...); }, call,
        1);
  }
};

/// A view rule may take the call first, for its errors.
template <class Layout_, class... P>
struct UnpackView<Call, Layout_, P...> {
  template <class F>
  static std::optional<Layout> call(F f, Call& call, const Layout& layout) {
    return Unpack<P...>::call(
        [&](P... items) -> std::optional<Layout> { return f(call, layout, std::move(items)...); },
        call, 1);
  }
};

/// A rule may take the call itself first.
template <class... P>
struct Unpack<Call, P...> {
  template <class F>
  static decltype(auto) call(F f, Call& call) {
    return Unpack<P...>::call(
        [&](P... items) -> decltype(auto) { return f(call, std::move(items)...); }, call);
  }
};

}  // namespace detail
}  // namespace duet
