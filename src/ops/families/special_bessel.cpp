// Bessel functions of order 0 and 1. One kernel computes every kind and whole order: the derivative
// of one is made of its neighbours, so that gradients of any order come from one rule.
#include "kernels/special.h"
#include "ops/families/rules.h"

namespace duet::ops {
namespace {

kernels::Bessel kind_of(std::string_view letter) {
  switch (letter.front()) {
    case 'i':
      return kernels::Bessel::kI;
    case 'j':
      return kernels::Bessel::kJ;
    case 'k':
      return kernels::Bessel::kK;
    default:
      return kernels::Bessel::kY;
  }
}

V slope(V x, std::string_view kind, int64_t order, bool scaled, V out) {
  V below = bessel(x, kind, order - 1, scaled), above = bessel(x, kind, order + 1, scaled);
  if (kind == "j" || kind == "y") return (below - above) * 0.5;
  V mean = (below + above) * 0.5;
  if (kind == "i") return scaled ? mean - sign(x) * out : mean;
  return scaled ? out - mean : -mean;
}

/// Integers as float32; halves are computed in float32 and rounded once.
V of_order(V x, std::string_view kind, int64_t order, bool scaled) {
  if (x.dtype() == DType::kFloat32 || x.dtype() == DType::kFloat64 || is_complex(x.dtype()))
    return bessel(x, kind, order, scaled);
  V result = bessel(cast(x, DType::kFloat32), kind, order, scaled);
  return is_half(x.dtype()) ? V(cast(result, x.dtype())) : result;
}

}  // namespace

constexpr Op bessel = define({
    .name = "Bessel",
    .schema = "x: Tensor, kind: str, order: int, scaled: bool = False",
    .doc = "The Bessel function 'i', 'j', 'k' or 'y' of an order; `scaled` by exp(-|x|) ('i') or "
           "exp(x) ('k').",
    .infer = Infer([](Call& call, TensorType x) {
      if (x.dtype != DType::kFloat32 && x.dtype != DType::kFloat64)
        throw call.type_error("`x` needs real floats")
            .label(0, "{}", describe(x))
            .slug("needs-floats");
      return x;
    }),
    .body = Kernel([](KernelCall& k) {
      const auto& args = k.call.args;
      kernels::map_bessel(k.outputs[0], args[0].as_tensor(), kind_of(args[1].as_string()),
                          args[2].as_int(), args[3].as_bool());
    }),
    .grad = Grad([](V x, std::string_view kind, int64_t order, bool scaled, V out, V dout) {
      return Grads{dout * slope(x, kind, order, scaled, out)};
    }),
    .oracle = "getattr(special, kind + ('ve' if scaled else 'v'))(order, x)",
    .samples = {"f64[2,3] 'i' 2 False", "f64[2,3] 'j' 2 False", "f64[3] 'i' 1 True"},
    .function = "",
});

#define DUET_BESSEL(op, Name, kind, order, scaled, words, function_in_numpy, names) \
  constexpr Op op = define({                                                        \
      .name = Name,                                                                 \
      .schema = "x: Tensor",                                                        \
      .doc = "The " words " of each element.",                                      \
      .body = Decompose([](V x) { return of_order(x, kind, order, scaled); }),      \
      .oracle = function_in_numpy,                                                  \
      .samples = {"f32[2,3]", "f64[4]", "f16[3]"},                                  \
      .function = names,                                                            \
  });

DUET_BESSEL(bessel_i0, "BesselI0", "i", 0, false, "modified Bessel function of order 0",
            "special.i0(x)", "bessel_i0 i0")
DUET_BESSEL(bessel_i0e, "BesselI0e", "i", 0, true,
            "modified Bessel function of order 0, times exp(-|x|),", "special.i0e(x)", "bessel_i0e")
DUET_BESSEL(bessel_i1, "BesselI1", "i", 1, false, "modified Bessel function of order 1",
            "special.i1(x)", "bessel_i1")
DUET_BESSEL(bessel_i1e, "BesselI1e", "i", 1, true,
            "modified Bessel function of order 1, times exp(-|x|),", "special.i1e(x)", "bessel_i1e")
DUET_BESSEL(bessel_j0, "BesselJ0", "j", 0, false, "Bessel function of the first kind of order 0",
            "special.j0(x)", "bessel_j0")
DUET_BESSEL(bessel_j1, "BesselJ1", "j", 1, false, "Bessel function of the first kind of order 1",
            "special.j1(x)", "bessel_j1")
DUET_BESSEL(bessel_k0, "BesselK0", "k", 0, false,
            "modified Bessel function of the second kind of order 0", "special.k0(x)", "bessel_k0")
DUET_BESSEL(bessel_k0e, "BesselK0e", "k", 0, true,
            "modified Bessel function of the second kind of order 0, times exp(x),",
            "special.k0e(x)", "bessel_k0e")
DUET_BESSEL(bessel_k1, "BesselK1", "k", 1, false,
            "modified Bessel function of the second kind of order 1", "special.k1(x)", "bessel_k1")
DUET_BESSEL(bessel_k1e, "BesselK1e", "k", 1, true,
            "modified Bessel function of the second kind of order 1, times exp(x),",
            "special.k1e(x)", "bessel_k1e")
DUET_BESSEL(bessel_y0, "BesselY0", "y", 0, false, "Bessel function of the second kind of order 0",
            "special.y0(x)", "bessel_y0")
DUET_BESSEL(bessel_y1, "BesselY1", "y", 1, false, "Bessel function of the second kind of order 1",
            "special.y1(x)", "bessel_y1")
#undef DUET_BESSEL

}  // namespace duet::ops
