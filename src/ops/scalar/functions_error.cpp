// The error function, its complement and its inverse.
//
// erfc(x) = e^(-x^2) g(t) / (1 + 2 x) for x >= 0, where g is a polynomial in t = (x - k) / (x + k):
// one formula down to the smallest subnormal.
#include "ops/scalar/functions.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {
namespace {

using detail::is_double;
using detail::narrowed;
using detail::polynomial;
using detail::widened;

/// erfc of x >= 0.
S upper_erfc(S x) {
  bool wide = is_double(x);
  S held = min(x, constant(x, wide ? 28 : 11));
  double k = wide ? 4 : 3;
  S t = (held - k) / (held + k);
  S g = wide
            ? polynomial(t, {0x1.3ba5916e9fd7fp+0,   -0x1.1df1ad154a28fp-3,  0x1.f7f5df66fd7e9p-7,
                             0x1.16ecefcfa53f7p-4,   -0x1.9ddb23c3e9268p-4,  0x1.7fee004e114f4p-4,
                             -0x1.0fb06dfe46a14p-4,  0x1.3079edf6ab672p-5,   -0x1.09623885a3eb9p-6,
                             0x1.49c67277dad8ap-8,   -0x1.8d4a99562f2fbp-11, -0x1.a1df18f577f68p-13,
                             0x1.3be03201aa9ddp-13,  -0x1.995b09688c037p-16, -0x1.78827a6f0d059p-17,
                             0x1.7f3e1b72e50a7p-18,  0x1.390dfe8540cf3p-22,  -0x1.bc68dc955154bp-21,
                             0x1.4b6208f0903a9p-24,  0x1.e6d3aaee558acp-24,  -0x1.49aebe5714043p-26,
                             -0x1.1eb2fbbe2fe0dp-26, 0x1.d35e5c12bdab3p-30,  0x1.25b6fd17bc604p-29,
                             0x1.4abe01ee95b5fp-32})
            : polynomial(t, {0x1.40c522p+0, -0x1.15c086p-3, -0x1.85a18cp-5, 0x1.098382p-3,
                             -0x1.e88962p-4, 0x1.17c87ep-4, -0x1.85bb1ep-6, 0x1.4b57dcp-9,
                             0x1.fe9e56p-10, -0x1.83e00cp-11, -0x1.76eb9ep-13, 0x1.364a36p-15});
  // The square as a sum: its rounding error would count as often as the exponent is large.
  S square = held * held, lost = fma(held, held, -square);
  S front = g / fma(held, constant(x, 2), constant(x, 1));
  // e^(-square) may be subnormal where the front matters: the front comes first.
  S power = exp(-square * 0.5);
  return (front * (1 - lost)) * power * power;
}

S erf_single(S x) {
  S held = max(min(x, constant(x, 3.93)), constant(x, -3.93)), z = held * held;
  S p = polynomial(z, {0x1.20dd76p+0, 0x1.7b2ecep-3, 0x1.bc7452p-5, 0x1.f75accp-9, 0x1.8b7c4p-12,
                       0x1.360a5cp-18, -0x1.b9c79cp-27});
  S q = polynomial(z,
                   {1, 0x1.fd5abcp-2, 0x1.d27b22p-4, 0x1.f9c4bp-7, 0x1.556ae6p-10, 0x1.0624d4p-14});
  return max(min(held * p / q, constant(x, 1)), constant(x, -1));
}

S erf_double(S x) {
  S size = abs(x), z = size * size;
  S p = polynomial(
      z, {0x1.20dd750429b6dp+0, -0x1.812746b0379e6p-2, 0x1.ce2f21a042b3p-4, -0x1.b82ce31284ep-6,
          0x1.565bcd0dbaa38p-8, -0x1.c02db3dac435fp-11, 0x1.f9a321d5b8e1ep-14,
          -0x1.f4d1e3183f7aep-17, 0x1.b9df224ca4b97p-20, -0x1.5f1ecb6f0764cp-23,
          0x1.f7b4bf3b13964p-27, -0x1.389d4f2641625p-30, 0x1.05ffd737fb32ep-34});
  return copy_sign(select(size < 1, size * p, 1 - upper_erfc(size)), x);
}

// erfinv(x) / x is smooth in w = -log(1 - x^2), and far out in sqrt(w).

S inverse_single(S size) {
  S w = -log((1 - size) * (size + 1));
  S central = polynomial(
      w - 2.5, {0x1.805c5ep+0, 0x1.f91e8ap-3, -0x1.11c506p-8, -0x1.48650cp-10, 0x1.c9e97p-13,
                -0x1.4db186p-18, -0x1.d0eda0p-19, 0x1.f6a6f8p-22, 0x1.90e8acp-26, -0x1.32e60ep-27});
  S tail = polynomial(sqrt(w) - 3, {0x1.6a9efcp+1, 0x1.006dc2p+0, 0x1.357246p-7, -0x1.f45994p-8,
                                    0x1.759522p-8, -0x1.d93124p-9, 0x1.7c9d38p-10, -0x1.eaf624p-16,
                                    -0x1.299f0ep-12, 0x1.8b997ap-14});
  return select(w < 5, central, tail);
}

S inverse_double(S size) {
  S w = -log((1 - size) * (size + 1)), root = sqrt(w);
  S central = polynomial(w - 3.125,
                         {0x1.a755e7c99ae86p+0,   0x1.ebd80d9b13df9p-3,   -0x1.8b6c33114eeaep-8,
                          -0x1.84576948353e1p-11, 0x1.879c2a20da432p-13,  -0x1.d1d1f7ca4030fp-17,
                          -0x1.6e8a53f106129p-20, 0x1.c6b4f890935ddp-22,  -0x1.f36ce4ae847fdp-26,
                          -0x1.1a9eb1bc8f0f0p-28, 0x1.20f4e6bf074cfp-30,  -0x1.dc3ee8b6c53ccp-35,
                          -0x1.c89564c5d1004p-37, 0x1.723527b7cff86p-39,  -0x1.6d9ec5e3ec6afp-44,
                          -0x1.686642b67610ap-45, 0x1.db523eb040288p-48,  -0x1.73898c37dc54ap-55,
                          -0x1.2c266176e7096p-53, 0x1.1f4ba5de5dc3fp-56,  0x1.536d397f9b9b1p-60,
                          -0x1.9d290dd3bcb70p-62, -0x1.5087a244b0f6cp-70, 0x1.e9b8ae7230c25p-69});
  S middle = polynomial(root - 3.25,
                        {0x1.8abcc380d5a48p+1,   0x1.0158a6d641d54p+0,   0x1.5ffcfe5b71831p-8,
                         -0x1.ebadabb9fd945p-9,  0x1.468eeca71fc73p-9,   -0x1.ba9240d9b7431p-10,
                         0x1.f3cc552091e2bp-11,  -0x1.7448bc8217f18p-12, 0x1.932d7684a6a52p-16,
                         0x1.1e6ab36be6c27p-14,  -0x1.8cf0bea0971c6p-15, 0x1.a242f876789c6p-17,
                         0x1.88af4a1d56a98p-19,  -0x1.0b8068913d37bp-18, 0x1.924ec74d8058bp-20,
                         -0x1.cfedcff902170p-26, -0x1.235ac6aaf025ep-22, 0x1.1969ef2a93940p-23,
                         0x1.7f235c757454ep-31,  -0x1.03765b5ec5c93p-26});
  S tail = polynomial(
      root - 5,
      {0x1.3664ddd1ad7fbp+2, 0x1.02a30d1fba10ep+0, -0x1.22ea5df1901eep-13, -0x1.c2f36aa269dddp-13,
       0x1.3ebf4eeeae35cp-14, -0x1.4a348fb6eb341p-16, 0x1.2fbd0572e3d65p-18, -0x1.0a907750d4472p-20,
       0x1.ebde10d893374p-23, -0x1.2226a4120b222p-24, 0x1.f2fcdcb2d2d17p-26, -0x1.0614e76d4effcp-26,
       0x1.0b3afc230df8dp-27, -0x1.dd1c5d2bcb83cp-29, 0x1.758aa846815a1p-30, -0x1.e0ea0c935ac67p-32,
       0x1.9d377baf867e0p-35, 0x1.787e82bfc54c9p-35, -0x1.0f9c53d96325ep-36});
  return select(root < 2.5, central, select(root < 4, middle, tail));
}

}  // namespace

S erf(S x) {
  S wide = widened(x);
  return narrowed(is_double(wide) ? erf_double(wide) : erf_single(wide), x);
}

S erfc(S x) {
  S wide = widened(x), upper = upper_erfc(abs(wide));
  return narrowed(select(wide < 0, 2 - upper, upper), x);
}

S erfinv(S x) {
  S wide = widened(x), size = abs(wide);
  S result = wide * (is_double(wide) ? inverse_double(size) : inverse_single(size));
  S limit = copy_sign(constant(wide, std::numeric_limits<double>::infinity()), wide);
  return narrowed(select(size == 1, limit, result), x);
}

}  // namespace duet::scalar
