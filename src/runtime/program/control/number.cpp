// The formulas of program_number.cpp on registers. What raises there leaves here: the ordinary way
// then raises it.
#include "runtime/program/control/number.h"

#include <unordered_map>

namespace duet {
namespace {

using Formula = std::optional<int> (*)(ControlWriter&, std::vector<int>&);
using List = std::vector<S>;

constexpr DType kInt = DType::kInt64, kFloat = DType::kFloat64, kBool = DType::kBool;
constexpr double kTwo63 = 0x1p63, kTwo53 = 0x1p53;

bool is_float_register(ControlWriter& w, int r) { return w.type(r).type == kFloat; }

/// Both as floats if one is; else both as ints. True: floats.
bool meet(ControlWriter& w, std::vector<int>& a) {
  bool floats = is_float_register(w, a[0]) || is_float_register(w, a[1]);
  for (int& r : a) r = w.convert(r, floats ? kFloat : kInt);
  return floats;
}

std::optional<int> add(ControlWriter& w, std::vector<int>& a) {
  if (meet(w, a)) return w.formula({a[0], a[1]}, [](const List& v) { return v[0] + v[1]; });
  int r = w.formula({a[0], a[1]}, [](const List& v) { return v[0] + v[1]; });
  w.leave_if(w.formula({a[0], a[1], r},
                       [](const List& v) { return ((v[0] ^ v[2]) & (v[1] ^ v[2])) < 0; }));
  return r;
}

std::optional<int> sub(ControlWriter& w, std::vector<int>& a) {
  if (meet(w, a)) return w.formula({a[0], a[1]}, [](const List& v) { return v[0] - v[1]; });
  int r = w.formula({a[0], a[1]}, [](const List& v) { return v[0] - v[1]; });
  w.leave_if(w.formula({a[0], a[1], r},
                       [](const List& v) { return ((v[0] ^ v[1]) & (v[0] ^ v[2])) < 0; }));
  return r;
}

/// An integer product is left alone where it comes near 64 bits.
std::optional<int> mul(ControlWriter& w, std::vector<int>& a) {
  if (!meet(w, a))
    w.leave_if(w.formula({a[0], a[1]}, [](const List& v) {
      return scalar::abs(scalar::cast(v[0], kFloat) * scalar::cast(v[1], kFloat)) >= 0x1p62;
    }));
  return w.formula({a[0], a[1]}, [](const List& v) { return v[0] * v[1]; });
}

void leave_if_zero(ControlWriter& w, int r) {
  w.leave_if(w.formula({r}, [](const List& v) { return v[0] == 0; }));
}

std::optional<int> truediv(ControlWriter& w, std::vector<int>& a) {
  for (int& r : a) r = w.convert(r, kFloat);
  leave_if_zero(w, a[1]);
  return w.formula({a[0], a[1]}, [](const List& v) { return v[0] / v[1]; });
}

std::optional<int> floordiv(ControlWriter& w, std::vector<int>& a) {
  if (meet(w, a)) return std::nullopt;
  leave_if_zero(w, a[1]);
  // The most negative by -1 has no quotient.
  w.leave_if(w.formula(
      {a[0], a[1]}, [](const List& v) { return (v[1] == -1) & ((v[0] < 0) & (v[0] == -v[0])); }));
  return w.formula({a[0], a[1]}, [](const List& v) {
    S down = (v[0] % v[1] != 0) & ((v[0] < 0) ^ (v[1] < 0));
    return v[0] / v[1] - scalar::cast(down, kInt);
  });
}

std::optional<int> mod(ControlWriter& w, std::vector<int>& a) {
  bool floats = meet(w, a);
  leave_if_zero(w, a[1]);
  if (!floats)
    return w.formula({a[0], a[1]}, [](const List& v) {
      S r = v[0] % v[1];
      return scalar::select((r != 0) & ((r < 0) ^ (v[1] < 0)), r + v[1], r);
    });
  return w.formula({a[0], a[1]}, [](const List& v) {
    S r = v[0] % v[1], zero = scalar::constant(r, 0);
    S signed_zero = scalar::select(scalar::bitcast(v[1], kInt) < 0, -zero, zero);
    S turned = scalar::select((r < 0) ^ (v[1] < 0), r + v[1], r);
    return scalar::select(r == 0, signed_zero, turned);
  });
}

std::optional<int> neg(ControlWriter& w, std::vector<int>& a) {
  if (is_float_register(w, a[0])) return w.formula({a[0]}, [](const List& v) { return -v[0]; });
  int zero = w.constant(kInt, 1, {0});
  std::vector<int> both{zero, a[0]};
  return sub(w, both);
}

std::optional<int> absolute(ControlWriter& w, std::vector<int>& a) {
  if (is_float_register(w, a[0]))
    return w.formula({a[0]}, [](const List& v) { return scalar::abs(v[0]); });
  a[0] = w.convert(a[0], kInt);
  int r = w.formula({a[0]}, [](const List& v) { return scalar::abs(v[0]); });
  w.leave_if(w.formula({r}, [](const List& v) { return v[0] < 0; }));
  return r;
}

/// An int meets a float exactly while it is small; else the ordinary way compares them.
void meet_exactly(ControlWriter& w, std::vector<int>& a) {
  bool mixed = is_float_register(w, a[0]) != is_float_register(w, a[1]);
  for (int r : a)
    if (mixed && w.type(r).type == kInt)
      w.leave_if(w.formula(
          {r}, [](const List& v) { return scalar::abs(scalar::cast(v[0], kFloat)) >= kTwo53; }));
  meet(w, a);
}

template <class F>
int compared(ControlWriter& w, std::vector<int>& a, F f) {
  meet_exactly(w, a);
  return w.formula({a[0], a[1]}, f);
}

template <bool kLargest>
std::optional<int> extreme(ControlWriter& w, std::vector<int>& a) {
  int best = a[0];
  for (size_t k = 1; k < a.size(); ++k) {
    if (w.type(best).type != w.type(a[k]).type) return std::nullopt;
    best = w.formula({best, a[k]}, [](const List& v) {
      S less = kLargest ? v[0] < v[1] : v[1] < v[0];
      return scalar::select(less, v[1], v[0]);
    });
  }
  return best;
}

/// A whole float as an int.
int to_int(ControlWriter& w, int r) {
  if (!is_float_register(w, r)) return w.convert(r, kInt);
  w.leave_if(w.formula({r}, [](const List& v) { return ~((v[0] < kTwo63) & (v[0] >= -kTwo63)); }));
  return w.convert(r, kInt);
}

template <S (*F)(S)>
std::optional<int> whole(ControlWriter& w, std::vector<int>& a) {
  if (a.size() != 1) return std::nullopt;
  if (!is_float_register(w, a[0])) return w.convert(a[0], kInt);
  return to_int(w, w.formula({a[0]}, [](const List& v) { return F(v[0]); }));
}

std::optional<int> square_root(ControlWriter& w, std::vector<int>& a) {
  int x = w.convert(a[0], kFloat);
  w.leave_if(w.formula({x}, [](const List& v) { return v[0] < 0; }));
  return w.formula({x}, [](const List& v) { return scalar::sqrt(v[0]); });
}

template <S (*F)(S, S)>
std::optional<int> bitwise(ControlWriter& w, std::vector<int>& a) {
  if (is_float_register(w, a[0]) || is_float_register(w, a[1])) return std::nullopt;
  if (w.type(a[0]).type != w.type(a[1]).type) meet(w, a);
  return w.formula({a[0], a[1]}, [](const List& v) { return F(v[0], v[1]); });
}

std::optional<int> selected(ControlWriter& w, std::vector<int>& a) {
  if (w.type(a[1]).type != w.type(a[2]).type) return std::nullopt;
  a[0] = w.convert(a[0], kBool);
  return w.formula({a[0], a[1], a[2]},
                   [](const List& v) { return scalar::select(v[0], v[1], v[2]); });
}

using Table = std::unordered_map<std::string_view, Formula>;
using W = ControlWriter;
using A = std::vector<int>;

Table make_table() {
  return {
      {"add", add},
      {"sub", sub},
      {"mul", mul},
      {"truediv", truediv},
      {"floordiv", floordiv},
      {"mod", mod},
      {"and", bitwise<operator&>},
      {"or", bitwise<operator| >},
      {"xor", bitwise<operator^ >},
      {"neg", neg},
      {"abs", absolute},
      {"pos",
       [](W& w, A& a) -> std::optional<int> {
         return is_float_register(w, a[0]) ? a[0] : w.convert(a[0], kInt);
       }},
      {"not",
       [](W& w, A& a) -> std::optional<int> {
         return w.formula({w.convert(a[0], kBool)}, [](const List& v) { return ~v[0]; });
       }},
      {"eq",
       [](W& w, A& a) -> std::optional<int> {
         return compared(w, a, [](const List& v) { return v[0] == v[1]; });
       }},
      {"ne",
       [](W& w, A& a) -> std::optional<int> {
         return compared(w, a, [](const List& v) { return v[0] != v[1]; });
       }},
      {"lt",
       [](W& w, A& a) -> std::optional<int> {
         return compared(w, a, [](const List& v) { return v[0] < v[1]; });
       }},
      {"le",
       [](W& w, A& a) -> std::optional<int> {
         return compared(w, a, [](const List& v) { return v[0] <= v[1]; });
       }},
      {"gt",
       [](W& w, A& a) -> std::optional<int> {
         return compared(w, a, [](const List& v) { return v[1] < v[0]; });
       }},
      {"ge",
       [](W& w, A& a) -> std::optional<int> {
         return compared(w, a, [](const List& v) { return v[1] <= v[0]; });
       }},
      {"bool", [](W& w, A& a) -> std::optional<int> { return w.convert(a[0], kBool); }},
      {"int", whole<scalar::trunc>},
      {"float", [](W& w, A& a) -> std::optional<int> { return w.convert(a[0], kFloat); }},
      {"round", whole<scalar::round>},
      {"floor", whole<scalar::floor>},
      {"ceil", whole<scalar::ceil>},
      {"trunc", whole<scalar::trunc>},
      {"min", extreme<false>},
      {"max", extreme<true>},
      {"sqrt", square_root},
      {"select", selected},
  };
}

}  // namespace

std::optional<int> write_number(ControlWriter& writer, std::string_view operation,
                                std::vector<int> args) {
  static const Table* const table = new Table(make_table());  // NOLINT: kept for the process
  auto found = table->find(operation);
  return found == table->end() ? std::nullopt : found->second(writer, args);
}

}  // namespace duet
