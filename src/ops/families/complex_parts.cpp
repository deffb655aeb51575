// The parts of complex numbers, and complex numbers from parts.
#include "ops/families/rules.h"

namespace duet::ops {

constexpr Op real = define({
    .name = "Real",
    .schema = "input: Tensor",
    .doc = "The real part of each element.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return is_complex(x.dtype()) ? x.real() : x; }),
    .grad = Grad([](V x, V, V dout) {
      return Grads{is_complex(x.dtype()) ? V(complex(dout, dout * 0)) : dout};
    }),
    .oracle = "np.real(input)",
    .samples = {"c64[3]", "f32[2,3]"},
    .methods = "=",
});

constexpr Op imag = define({
    .name = "Imag",
    .schema = "input: Tensor",
    .doc = "The imaginary part of each element; 0 for real ones.",
    .infer = elementwise,
    .body = Scalar([](auto x) { return is_complex(x.dtype()) ? x.imag() : zero(x); }),
    .grad = Grad([](V x, V, V dout) {
      return Grads{is_complex(x.dtype()) ? V(complex(dout * 0, dout)) : V()};
    }),
    .oracle = "np.imag(input)",
    .samples = {"c64[3]", "f32[2,3]"},
    .methods = "=",
});

constexpr Op conj = define({
    .name = "Conj",
    .schema = "input: Tensor",
    .doc = "Changes the sign of imaginary parts.",
    .infer = elementwise,
    .body = Scalar(
        [](auto x) { return is_complex(x.dtype()) ? scalar::complex(x.real(), -x.imag()) : x; }),
    .grad = Grad([](V, V, V dout) { return Grads{conj(dout)}; }),
    .oracle = "np.conj(input)",
    .samples = {"c64[3]", "f32[2,3]"},
    .methods = "=",
});

constexpr Op angle = define({
    .name = "Angle",
    .schema = "input: Tensor",
    .doc = "The angle of each complex number; 0 or pi for real ones.",
    .infer = elementwise,
    .body = Scalar([](auto x) {
      if (is_complex(x.dtype())) return scalar::atan2(x.imag(), x.real());
      return scalar::select(x < 0, scalar::constant(x, 0x1.921fb54442d18p1),
                            scalar::select(scalar::is_nan(x), x, zero(x)));
    }),
    .promote = Promote::kFloat,
    .constant = true,
    .oracle = "np.angle(input)",
    .samples = {"c64[3]", "f32[2,3]"},
    .methods = "=",
});

constexpr Op complex = define({
    .name = "Complex",
    .schema = "real: Operand, imag: Operand",
    .doc = "Complex numbers from real and imaginary parts.",
    .infer = of_reals,
    .body = Scalar([](auto x, auto y) { return scalar::complex(x, y); }),
    .promote = Promote::kFloat,
    .grad = Grad([](V, V, V, V dout) { return Grads{real(dout), imag(dout)}; }),
    .oracle = "real + 1j * imag",
    .samples = {"f32[2,3] f32[3]", "f64[3] f64[3]"},
});

constexpr Op polar = define({
    .name = "Polar",
    .schema = "abs: Tensor, angle: Tensor",
    .doc = "Complex numbers from sizes and angles.",
    .body =
        Decompose([](V size, V angle) { return complex(size * cos(angle), size * sin(angle)); }),
    .oracle = "abs * np.exp(1j * angle)",
    .samples = {"f32[2,3] f32[3]"},
});

constexpr Op view_as_real = define({
    .name = "ViewAsReal",
    .schema = "input: Tensor",
    .doc = "Complex numbers as pairs of real ones along a new last axis.",
    .body = Decompose([](V x) { return stack(Vs{real(x), imag(x)}, -1); }),
    .oracle = "np.stack([input.real, input.imag], -1)",
    .samples = {"c64[2,3]"},
    .function = "view_as_real",
});

}  // namespace duet::ops
