// Division with rounding, and remainders. Integers divided by zero give 0; floats follow IEEE.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op floor_div = define({
    .name = "FloorDiv",
    .schema = "input: Operand, other: Operand",
    .doc = "The quotient rounded down, as Python's `//`. An integer divided by 0 gives 0.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return scalar::floor_div(x, y); }),
    .constant = true,
    .oracle = "np.floor_divide(input, other)",
    .samples = {"f32[2,3] f32[3]", "i32[6] i32[6]", "f32[] f32[4]", "u8[4] u8[4]"},
    .function = "floor_div floor_divide tensor_floordiv",
    .methods = "floor_divide",
});

constexpr Op floor_mod = define({
    .name = "FloorMod",
    .schema = "input: Operand, other: Operand",
    .doc = "The remainder with the sign of `other`, as Python's `%`. An integer modulo 0 gives 0.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return scalar::floor_mod(x, y); }),
    .grad = Grad([](V x, V y, V, V dout) { return Grads{dout, -(dout * floor_div(x, y))}; }),
    .oracle = "np.mod(input, other)",
    .samples = {"f32[2,3] f32[3]", "i32[6] i32[6]", "f32[] f32[4]", "u8[4] u8[4]"},
    .function = "floor_mod remainder tensor_mod",
    .methods = "remainder",
});

constexpr Op trunc_div = define({
    .name = "TruncateDiv",
    .schema = "x: Operand, y: Operand",
    .doc = "The quotient rounded towards zero. An integer divided by 0 gives 0.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) {
      if (is_bool(x.dtype())) return x & y;
      return scalar::trunc(x / y);
    }),
    .constant = true,
    .oracle = "np.trunc(x / y).astype(np.result_type(x, y))",
    .samples = {"f32[2,3] f32[3]", "i32[6] i32[6]"},
});

constexpr Op fmod = define({
    .name = "TruncateMod",
    .schema = "input: Operand, other: Operand",
    .doc = "The remainder with the sign of `input`, as C's fmod. An integer modulo 0 gives 0.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return is_bool(x.dtype()) ? x & ~x : x % y; }),
    .grad = Grad([](V x, V y, V, V dout) { return Grads{dout, -(dout * trunc_div(x, y))}; }),
    .oracle = "np.fmod(input, other)",
    .samples = {"f32[2,3] f32[3]", "i32[6] i32[6]", "f32[] f32[4]"},
    .function = "fmod truncate_mod",
    .methods = "fmod",
});

constexpr Op mod = define({
    .name = "Mod",
    .schema = "x: Operand, y: Operand",
    .doc = "The remainder with the sign of `x`: the Primitive; the functions are `fmod` and "
           "`remainder`.",
    .body = Decompose([](V x, V y) { return fmod(x, y); }),
    .oracle = "np.fmod(x, y)",
    .samples = {"f32[2,3] f32[3]"},
    .function = "",
});

constexpr Op divide = define({
    .name = "DivMod",
    .schema = "input: Operand, other: Operand, *, rounding_mode: str? = None",
    .doc = "Divides `input` by `other`; `rounding_mode` 'floor' rounds down, 'trunc' towards zero.",
    .body = Decompose([](Call& call, V x, V y, std::optional<std::string_view> mode) {
      if (!mode) return V(div(x, y));
      if (*mode == "floor") return V(floor_div(x, y));
      if (*mode == "trunc") return V(trunc_div(x, y));
      throw call.error("`rounding_mode` needs to be None, 'floor' or 'trunc'")
          .label(2, "'{}'", *mode)
          .slug("rounding-mode");
    }),
    .oracle = "input / other",
    .samples = {"f32[2,3] f32[3] None", "i32[4] i32[4] None"},
    .function = "div divide",
    .methods = "=",
});

}  // namespace duet::ops
