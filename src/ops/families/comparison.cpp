// Comparisons of elements: bool results, no gradients. NaN is unequal to everything.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op equal = define({
    .name = "Equal",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether the elements are equal.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return x == y; }),
    .constant = true,
    .oracle = "input == other",
    .samples = {"f32[2,3] f32[3]", "i64[0] f16[1]", "bool[3] bool[3]", "c64[3] c64[3]"},
    .function = "equal eq",
    .methods = "=",
});

constexpr Op not_equal = define({
    .name = "NotEqual",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether the elements differ.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y) { return x != y; }),
    .constant = true,
    .oracle = "input != other",
    .samples = {"f32[2,3] f32[3]", "i64[0] f16[1]", "bool[3] bool[3]", "c64[3] c64[3]"},
    .function = "not_equal ne",
    .methods = "=",
});

constexpr Op less = define({
    .name = "Less",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether each element of `input` is below that of `other`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return x < y; }),
    .constant = true,
    .oracle = "input < other",
    .samples = {"f32[2,3] f32[3]", "i64[0] f16[1]", "bool[3] bool[3]", "u8[3] u8[3]"},
    .function = "less lt tensor_lt",
    .methods = "less lt",
});

constexpr Op less_equal = define({
    .name = "LessEqual",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether each element of `input` is at most that of `other`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return x <= y; }),
    .constant = true,
    .oracle = "input <= other",
    .samples = {"f32[2,3] f32[3]", "i64[0] f16[1]", "bool[3] bool[3]"},
    .function = "less_equal le tensor_le",
    .methods = "less_equal le",
});

constexpr Op greater = define({
    .name = "Greater",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether each element of `input` is above that of `other`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return x > y; }),
    .constant = true,
    .oracle = "input > other",
    .samples = {"f32[2,3] f32[3]", "i64[0] f16[1]", "bool[3] bool[3]"},
    .function = "greater gt tensor_gt",
    .methods = "greater gt",
});

constexpr Op greater_equal = define({
    .name = "GreaterEqual",
    .schema = "input: Operand, other: Operand",
    .doc = "Whether each element of `input` is at least that of `other`.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return x >= y; }),
    .constant = true,
    .oracle = "input >= other",
    .samples = {"f32[2,3] f32[3]", "i64[0] f16[1]", "bool[3] bool[3]"},
    .function = "greater_equal ge tensor_ge",
    .methods = "greater_equal ge",
});

constexpr Op isclose = define({
    .name = "IsClose",
    .schema = "input: Operand, other: Operand, rtol: float = 1e-05, atol: float = 1e-08, "
              "equal_nan: bool = False",
    .doc = "Whether the elements are equal within `atol` plus `rtol` times the size of `other`.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y, auto rtol, auto atol, Attr<bool> equal_nan) {
      S difference = scalar::abs(x - y), bound = atol + rtol * scalar::abs(y);
      S close = (x == y) | ((difference <= bound) & scalar::is_finite(y));
      return equal_nan ? close | (scalar::is_nan(x) & scalar::is_nan(y)) : close;
    }),
    .promote = Promote::kFloat,
    .constant = true,
    .oracle = "np.isclose(input, other, rtol, atol, equal_nan)",
    .samples = {"f32[2,3] f32[3] 0.5 0.1 False", "f32[2,3] f32[3] 0.1 0.1 True"},
    .function = "isclose",
    .methods = "=",
});

constexpr Op approximate_equal = define({
    .name = "ApproximateEqual",
    .schema = "x: Tensor, y: Tensor; tolerance: float = 1e-05",
    .doc = "Whether the elements differ by less than `tolerance`.",
    .infer = elementwise,
    .body = Scalar([](auto x, auto y, auto tolerance) { return scalar::abs(x - y) < tolerance; }),
    .promote = Promote::kFloat,
    .constant = true,
    .oracle = "np.abs(x - y) < tolerance",
    .samples = {"f32[2,3] f32[2,3] 0.5"},
    .methods = "=",
});

constexpr Op isnan = define({
    .name = "IsNan",
    .schema = "input: Tensor",
    .doc = "Whether each element is NaN.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::is_nan(x); }),
    .constant = true,
    .oracle = "np.isnan(input)",
    .samples = {"f32[2,3]", "i32[3]", "c64[3]", "f16[2]"},
    .function = "isnan",
    .methods = "=",
});

constexpr Op isinf = define({
    .name = "IsInf",
    .schema = "input: Tensor",
    .doc = "Whether each element is infinite.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::is_inf(x); }),
    .constant = true,
    .oracle = "np.isinf(input)",
    .samples = {"f32[2,3]", "i32[3]", "c64[3]", "f16[2]"},
    .function = "isinf",
    .methods = "=",
});

constexpr Op isfinite = define({
    .name = "IsFinite",
    .schema = "input: Tensor",
    .doc = "Whether each element is neither infinite nor NaN.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return scalar::is_finite(x); }),
    .constant = true,
    .oracle = "np.isfinite(input)",
    .samples = {"f32[2,3]", "i32[3]", "c64[3]", "f16[2]"},
    .function = "isfinite",
    .methods = "=",
});

constexpr Op isneginf = define({
    .name = "IsNegInf",
    .schema = "input: Tensor",
    .doc = "Whether each element is minus infinity.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::is_inf(x) & (x < 0); }),
    .constant = true,
    .oracle = "np.isneginf(input)",
    .samples = {"f32[2,3]", "i32[3]"},
    .function = "isneginf",
    .methods = "=",
});

constexpr Op isposinf = define({
    .name = "IsPosInf",
    .schema = "input: Tensor",
    .doc = "Whether each element is plus infinity.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::is_inf(x) & (x > 0); }),
    .constant = true,
    .oracle = "np.isposinf(input)",
    .samples = {"f32[2,3]", "i32[3]"},
    .function = "isposinf",
    .methods = "=",
});

constexpr Op isreal = define({
    .name = "IsReal",
    .schema = "input: Tensor",
    .doc = "Whether each element has no imaginary part.",
    .infer = elementwise,
    .body =
        Scalar([](auto x) { return is_complex(x.dtype()) ? x.imag() == 0 : (x == x) | (x != x); }),
    .constant = true,
    .oracle = "np.isreal(input)",
    .samples = {"f32[2,3]", "c64[3]"},
    .function = "isreal",
    .methods = "=",
});

constexpr Op signbit = define({
    .name = "Signbit",
    .schema = "input: Tensor",
    .doc = "Whether the sign of each element is set, that of -0.0 too.",
    .infer = of_reals,
    .body = Scalar([](auto x) { return scalar::sign_bit(x); }),
    .constant = true,
    .oracle = "np.signbit(input)",
    .samples = {"f32[2,3]", "f16[3]", "f64[3]"},
    .methods = "=",
});

}  // namespace duet::ops
