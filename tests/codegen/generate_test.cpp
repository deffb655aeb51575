// Generated kernels against the interpreter: every instruction, dtype, form, width and tail, bit
// for bit (NaN payloads aside).
#include "codegen/generate.h"

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <limits>
#include <random>

#include "base/format.h"
#include "codegen/test_bodies.h"
#include "ops/scalar/visit.h"

namespace duet {
namespace {

constexpr DType kNumbers[] = {DType::kInt8,    DType::kInt16,  DType::kInt32,  DType::kInt64,
                              DType::kUInt8,   DType::kUInt16, DType::kUInt32, DType::kUInt64,
                              DType::kFloat32, DType::kFloat64};

std::vector<DType> all_but_complex() {
  std::vector<DType> types;
  for (int t = 0; t <= static_cast<int>(DType::kFloat64); ++t)
    types.push_back(static_cast<DType>(t));
  return types;
}

std::vector<DuetVectors> widths() {
  if (machine_vectors() == kDuetVectors512) return {kDuetVectors256, kDuetVectors512};
  return {kDuetVectors256};
}

template <class T>
std::vector<T> edges() {
  using L = std::numeric_limits<T>;
  std::vector<T> values;
  if constexpr (std::is_same_v<T, bool>) {
    values = {false, true};
  } else if constexpr (std::is_integral_v<T>) {
    values = {T(0),           T(1),  T(-1), T(2),  T(3),  T(7),     T(8),     T(15),
              T(31),          T(32), T(63), T(64), T(-7), L::max(), L::min(), T(L::max() - 1),
              T(L::max() / 3)};
  } else if constexpr (std::is_floating_point_v<T>) {
    values = {T(0),
              T(-0.0),
              T(1),
              T(-1),
              T(0.5),
              T(1.5),
              T(2.5),
              T(-2.5),
              T(3.7),
              L::infinity(),
              -L::infinity(),
              L::quiet_NaN(),
              L::max(),
              L::lowest(),
              L::min(),
              L::denorm_min(),
              -L::denorm_min(),
              T(1e-310),
              T(2147483648.0),
              T(-2147483649.0),
              T(9.3e18),
              T(1.8446744073709552e19),
              T(65504),
              T(65520),
              T(300.1),
              T(-300.1),
              T(1e-7),
              T(6e-8),
              T(0.1),
              T(255.5),
              T(1e30),
              T(127.5)};
  } else {
    for (uint16_t bits :
         {0x0,    0x8000, 0x1,    0x8001, 0x3ff,  0x400,  0x3c00, 0x3f80, 0x7bff, 0x7c00, 0xfc00,
          0x7c01, 0x7e00, 0x7f7f, 0x7f80, 0xff80, 0x7fc0, 0x7f81, 0x1234, 0xc0de, 0x4248, 0x477f})
      values.push_back(T{bits});
  }
  return values;
}

/// Edge values in all pairs, then random bits.
struct Data {
  DType type;
  std::vector<char> bytes;
  Data(DType dtype, int64_t n, int turn) : type(dtype), bytes(n * size_of(dtype) + 64) {
    std::mt19937_64 generator(turn + 1);
    int64_t parts = is_complex(dtype) ? 2 * n : n;
    visit(real_part(dtype), [&]<class T>(std::type_identity<T>) {
      std::vector<T> values = edges<T>();
      auto count = static_cast<int64_t>(values.size());
      for (int64_t i = 0; i < parts; ++i) {
        uint64_t bits = generator();
        T value = values[(turn == 0 ? i : i / count + turn - 1) % count];
        if (i >= count * count && i % 3 != 0 && !std::is_same_v<T, bool>)
          std::memcpy(&value, &bits, sizeof(T));
        std::memcpy(bytes.data() + i * sizeof(T), &value, sizeof(T));
      }
    });
  }
};

bool same(DType type, const void* a, const void* b) {
  return visit(real_part(type), [&]<class T>(std::type_identity<T>) {
    T x, y;
    std::memcpy(&x, a, sizeof(T));
    std::memcpy(&y, b, sizeof(T));
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>) {
      float p = to_float(x), q = to_float(y);
      return x.bits == y.bits || (p != p && q != q);
    } else {
      return std::memcmp(&x, &y, sizeof(T)) == 0 || (x != x && y != y);
    }
  });
}

std::string show(const std::vector<Data>& data, int64_t i) {
  std::string text;
  for (const Data& d : data) {
    uint64_t bits = 0;
    std::memcpy(&bits, d.bytes.data() + i * size_of(d.type), std::min<size_t>(8, size_of(d.type)));
    text += fmt::format(" {}:{:x}", name(d.type), bits);
  }
  return text;
}

/// Runs generated code and the interpreter on the same data.
void expect_same(const KernelSpec& spec, int64_t n, int64_t rows = 1) {
  std::vector<Data> inputs, expected, found;
  size_t sources = spec.sources.size();
  for (size_t k = 0; k < sources; ++k)
    inputs.emplace_back(spec.body.inputs[k], n * rows, static_cast<int>(k));
  for (DType type : spec.body.output_types) expected.emplace_back(type, n * rows, 5);
  std::vector<int64_t> strides;
  for (size_t k = 0; k < sources; ++k)
    strides.push_back(static_cast<int64_t>(size_of(spec.body.inputs[k])) *
                      (spec.sources[k] == Access::kContiguous ? n : 1));
  for (size_t k = 0; k < spec.sinks.size(); ++k)
    strides.push_back(
        spec.sinks[k].fold ? 0 : n * static_cast<int64_t>(size_of(spec.body.output_types[k])));
  auto pointers = [&](std::vector<Data>& outputs) {
    std::vector<void*> all;
    for (Data& d : inputs) all.push_back(d.bytes.data());
    for (Data& d : outputs) all.push_back(d.bytes.data());
    return all;
  };
  found = expected;
  Kernel reference{interpret_kernel, spec};
  reference(pointers(expected).data(), strides.data(), n, rows);
  std::vector<Data> before = found;
  for (DuetVectors vectors : widths()) {
    KernelEntry code = generate_code(spec, vectors);
    ASSERT_NE(code, nullptr);
    found = before;
    code(pointers(found).data(), strides.data(), n, rows, nullptr);
    for (size_t k = 0; k < found.size(); ++k) {
      size_t part = size_of(real_part(found[k].type));
      for (size_t at = 0; at + part <= found[k].bytes.size(); at += part) {
        int64_t i = static_cast<int64_t>(at / size_of(found[k].type));
        ASSERT_TRUE(same(found[k].type, expected[k].bytes.data() + at, found[k].bytes.data() + at))
            << "vectors " << vectors << " result " << k << " element " << i
            << (i < n * rows ? show(inputs, i) : "") << " expected" << show(expected, i) << " found"
            << show(found, i);
      }
    }
  }
}

KernelSpec map_spec(Program body) {
  KernelSpec spec;
  spec.sources.assign(body.inputs.size(), Access::kContiguous);
  spec.sinks.resize(body.output_types.size());
  spec.body = std::move(body);
  return spec;
}

Program unary_body(Instr op, DType from, DType to) {
  Recorder r({from});
  auto out = r.emit(op, to, r.emit(Instr::kInput, from, 0));
  return r.finish({out}, {to});
}

TEST(Instructions, OnNumbers) {
  for (DType type : kNumbers) {
    for (Instr op :
         {Instr::kAdd, Instr::kSub, Instr::kMul, Instr::kDiv, Instr::kMin, Instr::kMax}) {
      SCOPED_TRACE(fmt::format("{} {}", name(type), static_cast<int>(op)));
      expect_same(map_spec(binary_body(op, type, type)), 2000);
    }
    for (Instr op : {Instr::kNeg, Instr::kAbs}) {
      SCOPED_TRACE(fmt::format("{} {}", name(type), static_cast<int>(op)));
      expect_same(map_spec(unary_body(op, type, type)), 300);
    }
    Recorder r({type, type, type});
    auto x = r.emit(Instr::kInput, type, 0), y = r.emit(Instr::kInput, type, 1),
         z = r.emit(Instr::kInput, type, 2);
    auto out = r.emit(Instr::kFma, type, x, y, z);
    expect_same(map_spec(r.finish({out}, {type})), 2000);
  }
}

TEST(Instructions, Remainders) {
  for (DType type : kNumbers) {
    SCOPED_TRACE(name(type));
    expect_same(map_spec(binary_body(Instr::kRem, type, type)), 4000);
  }
}

TEST(Instructions, Comparisons) {
  for (DType type : all_but_complex()) {
    if (is_half(type)) continue;
    for (Instr op : {Instr::kEq, Instr::kNe, Instr::kLt, Instr::kLe}) {
      if (is_bool(type) && (op == Instr::kLt || op == Instr::kLe)) continue;
      SCOPED_TRACE(fmt::format("{} {}", name(type), static_cast<int>(op)));
      expect_same(map_spec(binary_body(op, type, DType::kBool)), 1200);
    }
  }
}

TEST(Instructions, OnBits) {
  for (DType type : all_but_complex()) {
    if (is_float(type)) continue;
    for (Instr op : {Instr::kAnd, Instr::kOr, Instr::kXor, Instr::kShl, Instr::kShr}) {
      if (is_bool(type) && (op == Instr::kShl || op == Instr::kShr)) continue;
      SCOPED_TRACE(fmt::format("{} {}", name(type), static_cast<int>(op)));
      expect_same(map_spec(binary_body(op, type, type)), 600);
    }
    expect_same(map_spec(unary_body(Instr::kNot, type, type)), 100);
  }
}

TEST(Instructions, OnFloats) {
  for (DType type : {DType::kFloat32, DType::kFloat64})
    for (Instr op : {Instr::kSqrt, Instr::kFloor, Instr::kCeil, Instr::kTrunc, Instr::kRound}) {
      SCOPED_TRACE(fmt::format("{} {}", name(type), static_cast<int>(op)));
      expect_same(map_spec(unary_body(op, type, type)), 1200);
    }
}

TEST(Instructions, BoolLimitsAndOrders) {
  for (Instr op : {Instr::kMin, Instr::kMax})
    expect_same(map_spec(binary_body(op, DType::kBool, DType::kBool)), 100);
  for (Instr op : {Instr::kLt, Instr::kLe})
    expect_same(map_spec(binary_body(op, DType::kBool, DType::kBool)), 100);
}

TEST(Instructions, Conversions) {
  for (DType from : all_but_complex())
    for (DType to : all_but_complex()) {
      if (from == to) continue;
      SCOPED_TRACE(fmt::format("{} to {}", name(from), name(to)));
      expect_same(map_spec(unary_body(Instr::kConvert, from, to)), 1500);
    }
}

TEST(Instructions, Bitcasts) {
  for (DType from : all_but_complex())
    for (DType to : all_but_complex())
      if (from != to && size_of(from) == size_of(to) && !is_bool(from) && !is_bool(to))
        expect_same(map_spec(unary_body(Instr::kBitcast, from, to)), 200);
}

TEST(Instructions, Select) {
  for (DType type : all_but_complex()) {
    Recorder r({DType::kBool, type, type});
    auto c = r.emit(Instr::kInput, DType::kBool, 0), x = r.emit(Instr::kInput, type, 1),
         y = r.emit(Instr::kInput, type, 2);
    auto out = r.emit(Instr::kSelect, type, c, x, y);
    expect_same(map_spec(r.finish({out}, {type})), 200);
  }
}

Program complex_body(DType type) {
  DType part = real_part(type);
  Recorder r({type, type});
  auto a = r.emit(Instr::kInput, part, 0, 0), b = r.emit(Instr::kInput, part, 0, 1);
  auto c = r.emit(Instr::kInput, part, 1, 0), d = r.emit(Instr::kInput, part, 1, 1);
  auto real =
      r.emit(Instr::kSub, part, r.emit(Instr::kMul, part, a, c), r.emit(Instr::kMul, part, b, d));
  auto imaginary =
      r.emit(Instr::kAdd, part, r.emit(Instr::kMul, part, a, d), r.emit(Instr::kMul, part, b, c));
  return r.finish({real, imaginary, a}, {type, part});
}

TEST(Kernels, Complex) {
  for (DType type : {DType::kComplex64, DType::kComplex128})
    for (int64_t n : {1, 5, 64, 200}) {
      KernelSpec spec = map_spec(complex_body(type));
      expect_same(spec, n);
      spec.sources[0] = Access::kOne;
      expect_same(spec, n);
      spec.form = Form::kColumns;
      expect_same(spec, n, 3);
      spec.sinks[0].fold = true;
      expect_same(spec, n, 3);
      spec.form = Form::kRow;
      expect_same(spec, n);
    }
}

/// Runs generated code of one spec on many lengths.
void expect_tails(const KernelSpec& spec, int64_t rows) {
  for (int64_t n :
       {0, 1, 2, 3, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 128, 129, 255, 256, 300})
    if (n > 0 || spec.form != Form::kColumns) expect_same(spec, n, rows);
}

TEST(Kernels, TailsOfEveryDtype) {
  for (DType type : all_but_complex()) {
    SCOPED_TRACE(name(type));
    expect_tails(map_spec(copy_body(type)), 1);
  }
}

TEST(Kernels, FoldsOfEveryDtypeInRowsAndColumns) {
  for (DType type : all_but_complex()) {
    if (is_half(type)) continue;
    for (Instr op : {Instr::kAdd, Instr::kMul, Instr::kMin, Instr::kMax, Instr::kAnd, Instr::kOr}) {
      bool bits = op == Instr::kAnd || op == Instr::kOr;
      if ((bits && is_float(type)) || (is_bool(type) && (op == Instr::kAdd || op == Instr::kMul)))
        continue;
      SCOPED_TRACE(fmt::format("{} {}", name(type), static_cast<int>(op)));
      KernelSpec spec = map_spec(copy_body(type));
      spec.sinks[0] = {true, op};
      for (Form form : {Form::kRow, Form::kColumns}) {
        spec.form = form;
        for (int64_t n : {1, 40, 64, 200, 333})
          expect_same(spec, n, form == Form::kColumns ? 5 : 1);
      }
    }
  }
}

TEST(Kernels, MixedDtypesStoresAndFoldsInAllForms) {
  Recorder r({DType::kFloat32, DType::kFloat64, DType::kInt64, DType::kBool});
  auto x = r.emit(Instr::kConvert, DType::kFloat64, r.emit(Instr::kInput, DType::kFloat32, 0));
  auto y = r.emit(Instr::kInput, DType::kFloat64, 1);
  auto i = r.emit(Instr::kConvert, DType::kFloat64, r.emit(Instr::kInput, DType::kInt64, 2));
  auto c = r.emit(Instr::kInput, DType::kBool, 3);
  auto sum =
      r.emit(Instr::kSelect, DType::kFloat64, c, r.emit(Instr::kAdd, DType::kFloat64, x, y), i);
  auto less = r.emit(Instr::kLt, DType::kBool, x, y);
  KernelSpec spec =
      map_spec(r.finish({sum, less, sum}, {DType::kFloat64, DType::kBool, DType::kFloat64}));
  for (Form form : {Form::kMap, Form::kRow, Form::kColumns})
    for (Access first : {Access::kContiguous, Access::kOne})
      for (Access index : {Access::kContiguous, Access::kIndex}) {
        spec.form = form;
        spec.sources[0] = first;
        spec.sources[2] = index;
        spec.sinks[2] = {form != Form::kMap, Instr::kAdd};
        spec.sinks[1] = {form != Form::kMap, Instr::kOr};
        for (int64_t n : {1, 17, 64, 150}) expect_same(spec, n, form == Form::kColumns ? 4 : 1);
      }
}

TEST(Kernels, LargeBodies) {
  Recorder r({DType::kFloat32});
  auto x = r.emit(Instr::kInput, DType::kFloat32, 0);
  for (int turn = 0; turn < 4; ++turn)
    x = r.emit(Instr::kSub, DType::kFloat32, exp_of(r, x), f32(r, 1));
  KernelSpec spec = map_spec(r.finish({x}, {DType::kFloat32}));
  expect_tails(spec, 1);
  spec.form = Form::kRow;
  spec.sinks[0] = {true, Instr::kMax};
  expect_tails(spec, 1);
}

TEST(Kernels, StreamingStores) {
  KernelSpec spec = map_spec(binary_body(Instr::kLt, DType::kFloat32, DType::kBool));
  spec.streaming = true;
  KernelEntry code = generate_code(spec, machine_vectors());
  ASSERT_NE(code, nullptr);
  alignas(64) bool out[200] = {};
  float x[200], y[200];
  for (int i = 0; i < 200; ++i) {
    x[i] = static_cast<float>(i % 7);
    y[i] = static_cast<float>(i % 5);
  }
  void* pointers[] = {x, y, out};
  code(pointers, nullptr, 200, 1, nullptr);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(out[i], x[i] < y[i]);
}

}  // namespace
}  // namespace duet
