// One table from names to functions on Python's four kinds of numbers.
#include "runtime/program/number.h"

#include <cmath>
#include <unordered_map>

#include "ops/scalar/num.h"
#include "ops/scalar/visit.h"
#include "runtime/number.h"

namespace duet {
namespace {

using Complex = std::complex<double>;
using Args = std::span<const Value>;
using Function = Value (*)(Args);

bool is_integer(const Value& v) { return v.number_kind() <= NumberKind::kInt; }
bool is_complex_number(const Value& v) { return v.number_kind() == NumberKind::kComplex; }
int64_t integer(const Value& v) {
  return v.kind() == Value::Kind::kBool ? static_cast<int64_t>(v.as_bool()) : v.as_int();
}

Error overflow() {
  return Error(ErrorKind::kOverflow, "an integer of the graph needs to fit 64 bits")
      .slug("graph-integer");
}
Error zero_division(const char* what) { return {ErrorKind::kZeroDivision, what}; }

/// By the widest kind among two numbers.
template <class OnInts, class OnFloats, class OnComplex>
Value by_kind(Args a, OnInts ints, OnFloats floats, OnComplex complexes) {
  if (is_complex_number(a[0]) || is_complex_number(a[1]))
    return complexes(a[0].as_complex(), a[1].as_complex());
  if (is_integer(a[0]) && is_integer(a[1])) return ints(integer(a[0]), integer(a[1]));
  return floats(a[0].as_float(), a[1].as_float());
}
Value no_complex(const Complex&, const Complex&) {
  throw type_error("this operation needs real numbers");
}

Value add(Args a) {
  return by_kind(
      a,
      [](int64_t x, int64_t y) {
        int64_t r = 0;
        if (__builtin_add_overflow(x, y, &r)) throw overflow();
        return Value(r);
      },
      [](double x, double y) { return Value(x + y); },
      [](Complex x, Complex y) { return Value(x + y); });
}
Value sub(Args a) {
  return by_kind(
      a,
      [](int64_t x, int64_t y) {
        int64_t r = 0;
        if (__builtin_sub_overflow(x, y, &r)) throw overflow();
        return Value(r);
      },
      [](double x, double y) { return Value(x - y); },
      [](Complex x, Complex y) { return Value(x - y); });
}
int64_t product(int64_t x, int64_t y) {
  int64_t r = 0;
  if (__builtin_mul_overflow(x, y, &r)) throw overflow();
  return r;
}
Value mul(Args a) {
  return by_kind(
      a, [](int64_t x, int64_t y) { return Value(product(x, y)); },
      [](double x, double y) { return Value(x * y); },
      [](Complex x, Complex y) { return Value(x * y); });
}
double checked_quotient(double x, double y, const char* what) {
  if (y == 0) throw zero_division(what);
  return x / y;
}
Value truediv(Args a) {
  return by_kind(
      a,
      [](int64_t x, int64_t y) {
        return Value(
            checked_quotient(static_cast<double>(x), static_cast<double>(y), "division by zero"));
      },
      [](double x, double y) { return Value(checked_quotient(x, y, "float division by zero")); },
      [](Complex x, Complex y) {
        if (y == Complex(0)) throw zero_division("complex division by zero");
        return Value(x / y);
      });
}
/// Python's remainder has the sign of the divisor.
double float_remainder(double x, double y, const char* what) {
  if (y == 0) throw zero_division(what);
  double r = std::fmod(x, y);
  if (r == 0) return std::copysign(0.0, y);
  return (r < 0) != (y < 0) ? r + y : r;
}
double float_floor_division(double x, double y) {
  double r = float_remainder(x, y, "float floor division by zero");
  double quotient = (x - r) / y;
  if (quotient == 0) return std::copysign(0.0, x / y);
  double floor = std::floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}
Value floordiv(Args a) {
  return by_kind(
      a,
      [](int64_t x, int64_t y) {
        if (y == 0) throw zero_division("integer division or modulo by zero");
        if (y == -1) return sub(std::array{Value(int64_t{0}), Value(x)});
        int64_t q = x / y;
        return Value(q - static_cast<int64_t>(x % y != 0 && (x < 0) != (y < 0)));
      },
      [](double x, double y) { return Value(float_floor_division(x, y)); }, no_complex);
}
Value mod(Args a) {
  return by_kind(
      a,
      [](int64_t x, int64_t y) {
        if (y == 0) throw zero_division("integer modulo by zero");
        if (y == -1) return Value(int64_t{0});
        int64_t r = x % y;
        return Value(r != 0 && (r < 0) != (y < 0) ? r + y : r);
      },
      [](double x, double y) { return Value(float_remainder(x, y, "float modulo")); }, no_complex);
}
Value integer_power(int64_t x, int64_t y) {
  if (y < 0) {
    if (x == 0) throw zero_division("0.0 cannot be raised to a negative power");
    return std::pow(static_cast<double>(x), static_cast<double>(y));
  }
  int64_t result = 1;
  for (; y > 0; y >>= 1) {
    if (y & 1) result = product(result, x);
    if (y > 1) x = product(x, x);
  }
  return result;
}
Value power(Args a) {
  return by_kind(
      a, integer_power,
      [](double x, double y) -> Value {
        if (x == 0 && y < 0) throw zero_division("0.0 cannot be raised to a negative power");
        if (x < 0 && std::isfinite(y) && std::floor(y) != y)
          return std::pow(Complex(x), Complex(y));
        double r = std::pow(x, y);
        if (std::isinf(r) && std::isfinite(x) && std::isfinite(y))
          throw Error(ErrorKind::kOverflow, "(34, 'Numerical result out of range')");
        return r;
      },
      [](Complex x, Complex y) { return Value(std::pow(x, y)); });
}

Error negative_shift() { return value_error("negative shift count"); }
Value lshift(Args a) {
  int64_t x = integer(a[0]), y = integer(a[1]);
  if (y < 0) throw negative_shift();
  if (x == 0) return int64_t{0};
  if (y > 62) throw overflow();
  return product(x, int64_t{1} << y);
}
Value rshift(Args a) {
  int64_t x = integer(a[0]), y = integer(a[1]);
  if (y < 0) throw negative_shift();
  return y > 63 ? int64_t{x < 0 ? -1 : 0} : x >> y;
}
template <class F>
Value bitwise(Args a, F f) {
  bool bools = a[0].kind() == Value::Kind::kBool && a[1].kind() == Value::Kind::kBool;
  int64_t result = f(integer(a[0]), integer(a[1]));
  return bools ? Value(result != 0) : Value(result);
}

Value neg(Args a) {
  if (is_complex_number(a[0])) return -a[0].as_complex();
  if (!is_integer(a[0])) return -a[0].as_float();
  return sub(std::array{Value(int64_t{0}), a[0]});
}
Value absolute(Args a) {
  if (is_complex_number(a[0])) return std::abs(a[0].as_complex());
  if (!is_integer(a[0])) return std::fabs(a[0].as_float());
  return integer(a[0]) < 0 ? neg(a) : Value(integer(a[0]));
}
Value pos(Args a) { return a[0].kind() == Value::Kind::kBool ? Value(integer(a[0])) : a[0]; }

/// Compared exactly, also an integer with a float.
int compare(const Value& x, const Value& y) {
  if (is_integer(x) && is_integer(y))
    return static_cast<int>(integer(x) > integer(y)) - static_cast<int>(integer(x) < integer(y));
  if (!is_integer(x) && !is_integer(y))
    return static_cast<int>(x.as_float() > y.as_float()) -
           static_cast<int>(x.as_float() < y.as_float());
  if (!is_integer(x)) return -compare(y, x);
  double f = y.as_float();
  if (f >= 0x1p63) return -1;
  if (f < -0x1p63) return 1;
  auto whole = static_cast<int64_t>(std::floor(f));
  if (integer(x) != whole) return integer(x) > whole ? 1 : -1;
  return f > std::floor(f) ? -1 : 0;
}
bool is_nan(const Value& v) { return !is_integer(v) && std::isnan(v.as_float()); }
bool equal(Args a) {
  if (is_complex_number(a[0]) || is_complex_number(a[1]))
    return a[0].as_complex() == a[1].as_complex();
  return !is_nan(a[0]) && !is_nan(a[1]) && compare(a[0], a[1]) == 0;
}
template <class F>
Value ordered(Args a, F f) {
  return !is_nan(a[0]) && !is_nan(a[1]) && f(compare(a[0], a[1]));
}

Value to_int(Args a) {
  if (is_integer(a[0])) return integer(a[0]);
  double f = std::trunc(a[0].as_float());
  if (std::isnan(f)) throw value_error("cannot convert float NaN to integer");
  if (std::isinf(f)) throw Error(ErrorKind::kOverflow, "cannot convert float infinity to integer");
  if (f >= 0x1p63 || f < -0x1p63) throw overflow();
  return static_cast<int64_t>(f);
}
template <double (*F)(double)>
Value whole(Args a) {
  if (is_integer(a[0])) return integer(a[0]);
  return to_int(std::array{Value(F(a[0].as_float()))});
}
template <double (*F)(double)>
Value function_of(Args a) {
  double x = a[0].as_float(), r = F(x);
  if (std::isnan(r) && !std::isnan(x)) throw value_error("math domain error");
  if (std::isinf(r) && std::isfinite(x)) {
    if (r < 0 || x == 0) throw value_error("math domain error");
    throw Error(ErrorKind::kOverflow, "math range error");
  }
  return r;
}
double nearest(double x) { return std::nearbyint(x); }

template <bool kLargest>
Value extreme(Args args) {
  Value best = args[0];
  for (const Value& v : args.subspan(1)) {
    bool better =
        !is_nan(v) && !is_nan(best) && (kLargest ? compare(v, best) > 0 : compare(v, best) < 0);
    if (better) best = v;
  }
  return best;
}

using Table = std::unordered_map<std::string_view, Function>;

Table make_table() {
  return {
      {"add", add},
      {"sub", sub},
      {"mul", mul},
      {"truediv", truediv},
      {"floordiv", floordiv},
      {"mod", mod},
      {"pow", power},
      {"lshift", lshift},
      {"rshift", rshift},
      {"and", [](Args a) { return bitwise(a, [](int64_t x, int64_t y) { return x & y; }); }},
      {"or", [](Args a) { return bitwise(a, [](int64_t x, int64_t y) { return x | y; }); }},
      {"xor", [](Args a) { return bitwise(a, [](int64_t x, int64_t y) { return x ^ y; }); }},
      {"neg", neg},
      {"pos", pos},
      {"abs", absolute},
      {"invert", [](Args a) { return Value(~integer(a[0])); }},
      {"not", [](Args a) { return Value(!is_true(a[0])); }},
      {"eq", [](Args a) { return Value(equal(a)); }},
      {"ne", [](Args a) { return Value(!equal(a)); }},
      {"lt", [](Args a) { return ordered(a, [](int c) { return c < 0; }); }},
      {"le", [](Args a) { return ordered(a, [](int c) { return c <= 0; }); }},
      {"gt", [](Args a) { return ordered(a, [](int c) { return c > 0; }); }},
      {"ge", [](Args a) { return ordered(a, [](int c) { return c >= 0; }); }},
      {"bool", [](Args a) { return Value(is_true(a[0])); }},
      {"int", to_int},
      {"float", [](Args a) { return Value(a[0].as_float()); }},
      {"complex", [](Args a) { return Value(a[0].as_complex()); }},
      {"round", whole<nearest>},
      {"floor", whole<std::floor>},
      {"ceil", whole<std::ceil>},
      {"trunc", whole<std::trunc>},
      {"min", extreme<false>},
      {"max", extreme<true>},
      {"sqrt", function_of<std::sqrt>},
      {"exp", function_of<std::exp>},
      {"log", function_of<std::log>},
      {"log2", function_of<std::log2>},
      {"log10", function_of<std::log10>},
      {"sin", function_of<std::sin>},
      {"cos", function_of<std::cos>},
      {"tan", function_of<std::tan>},
      {"tanh", function_of<std::tanh>},
      {"select", [](Args a) { return is_true(a[0]) ? a[1] : a[2]; }},
  };
}

}  // namespace

NumberFunction number_function(std::string_view operation) {
  static const Table* const table = new Table(make_table());  // NOLINT: kept for the process
  auto found = table->find(operation);
  if (found == table->end()) DUET_BUG("numbers have no operation {}", operation);
  return found->second;
}

Value compute_number(std::string_view operation, std::span<const Value> args) {
  return number_function(operation)(args);
}

Value item_of(const Tensor& tensor) {
  if (tensor.count() != 1)
    throw value_error("a Tensor needs exactly one element to become a number, found {}",
                      describe(Value(tensor)))
        .slug("item-count");
  DType type = tensor.dtype();
  if (type == DType::kComplex64) return Complex(*tensor.data_as<std::complex<float>>());
  if (type == DType::kComplex128) return *tensor.data_as<Complex>();
  return visit(type, [&](auto tag) -> Value {
    using T = typename decltype(tag)::type;
    T element = *tensor.data_as<T>();
    if constexpr (std::is_same_v<T, bool>)
      return element;
    else if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>)
      return static_cast<double>(to_float(element));
    else if constexpr (std::is_floating_point_v<T>)
      return static_cast<double>(element);
    else
      return static_cast<int64_t>(element);
  });
}

Tensor to_tensor(const Value& number, DType dtype) {
  Element element = encode(number, dtype);
  return Tensor::filled(dtype, Ints(), element.data());
}

bool is_true(const Value& value) {
  if (value.is_tensor() && value.as_tensor().count() != 1)
    throw value_error("a truth value needs a Tensor with one element")
        .label(-1, "{}", describe(value))
        .slug("one-element");
  if (value.is_tensor()) return is_true(item_of(value.as_tensor()));
  if (value.kind() == Value::Kind::kComplex) return value.as_complex() != Complex(0);
  if (value.kind() == Value::Kind::kFloat) return value.as_float() != 0;
  if (value.kind() == Value::Kind::kString) return !value.as_string().empty();
  if (value.is_list()) return !value.as_list().empty();
  if (value.is_none()) return false;
  return integer(value) != 0;
}

}  // namespace duet
