// The combining functions, one per operation and dtype.
#include "ops/combine.h"

#include <complex>

#include "ops/scalar/visit.h"

namespace duet {
namespace {

template <Combining how, class T>
T number(T a, T b) {
  if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>) {
    return convert<T>(number<how, float>(to_float(a), to_float(b)));
  } else if constexpr (std::is_same_v<T, bool>) {
    constexpr bool kEither = how == Combining::kAdd || how == Combining::kMax;
    if constexpr (how == Combining::kSub) return a != b;
    return kEither ? a || b : a && b;
  } else {
    Num<T> x{a}, y{b};
    switch (how) {
      case Combining::kAdd:
        return add(x, y).value;
      case Combining::kSub:
        return sub(x, y).value;
      case Combining::kMul:
        return mul(x, y).value;
      case Combining::kDiv:
        return div(x, y).value;
      case Combining::kMin:
        return min(x, y).value;
      case Combining::kMax:
        return max(x, y).value;
      case Combining::kReplace:
        break;
    }
    return b;
  }
}

template <Combining how, class T>
std::complex<T> number(std::complex<T> a, std::complex<T> b) {
  switch (how) {
    case Combining::kAdd:
      return a + b;
    case Combining::kSub:
      return a - b;
    case Combining::kMul:
      return a * b;
    default:
      return a / b;
  }
}

template <Combining how, class T>
void row(char* to, int64_t to_step, const char* from, int64_t from_step, int64_t count) {
  if (to_step == sizeof(T) && from_step == sizeof(T)) {
    auto* target = reinterpret_cast<T*>(to);
    const auto* source = reinterpret_cast<const T*>(from);
#pragma GCC ivdep
    for (int64_t i = 0; i < count; ++i) target[i] = number<how>(target[i], source[i]);
    return;
  }
  for (int64_t i = 0; i < count; ++i) {
    auto& target = *reinterpret_cast<T*>(to + i * to_step);
    target = number<how>(target, *reinterpret_cast<const T*>(from + i * from_step));
  }
}

template <Combining how, class T>
void places(char* to, const int64_t* offsets, const char* from, int64_t from_step, int64_t count) {
  for (int64_t i = 0; i < count; ++i) {
    if (offsets[i] == kernels::Combine::kNowhere) continue;
    auto& target = *reinterpret_cast<T*>(to + offsets[i]);
    target = number<how>(target, *reinterpret_cast<const T*>(from + i * from_step));
  }
}

template <Combining how, class T>
kernels::Combine functions() {
  return {row<how, T>, places<how, T>};
}

template <Combining how>
kernels::Combine of(DType dtype) {
  constexpr bool kOrders = how == Combining::kMin || how == Combining::kMax;
  if (is_complex(dtype) && kOrders)
    throw value_error("a smallest or largest element needs a dtype with an order, found {}",
                      name(dtype))
        .slug("complex-order");
  if (dtype == DType::kComplex64) return functions<how, std::complex<float>>();
  if (dtype == DType::kComplex128) return functions<how, std::complex<double>>();
  return visit(dtype, [](auto tag) -> kernels::Combine {
    return functions<how, typename decltype(tag)::type>();
  });
}

}  // namespace

Combining combining(std::string_view name) {
  constexpr std::string_view kNames[] = {"none", "add", "sub", "mul", "div", "min", "max"};
  for (size_t i = 0; i < std::size(kNames); ++i)
    if (kNames[i] == name) return static_cast<Combining>(i);
  throw value_error(
      "`reduction` needs to be one of 'none', 'add', 'sub', 'mul', 'div', 'min', "
      "'max', found '{}'",
      name)
      .slug("reduction");
}

kernels::Combine combine_with(Combining combining, DType dtype) {
  switch (combining) {
    case Combining::kReplace:
      return {};
    case Combining::kAdd:
      return of<Combining::kAdd>(dtype);
    case Combining::kSub:
      return of<Combining::kSub>(dtype);
    case Combining::kMul:
      return of<Combining::kMul>(dtype);
    case Combining::kDiv:
      return of<Combining::kDiv>(dtype);
    case Combining::kMin:
      return of<Combining::kMin>(dtype);
    case Combining::kMax:
      return of<Combining::kMax>(dtype);
  }
  return {};
}

}  // namespace duet
