// Sine, cosine and tangent.
//
// |x| = q pi / 2 + r with |r| <= pi / 4. float32, and float64 of 2^51 and more, are multiplied by
// 2 / pi modulo one turn (functions_turns.cpp). For smaller float64 q is rounded, and q pi / 2
// taken off with fma in parts of pi / 2.
#include "ops/scalar/functions.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {
namespace {

using detail::Angle;
using detail::is_double;
using detail::narrowed;
using detail::polynomial;
using detail::to_bits;
using detail::widened;

constexpr double kTwoOverPi = 0x1.45f306dc9c883p-1, kMagic = 0x1.8p52;
constexpr double kHalfPi[] = {0x1.921fb54442d18p0, 0x1.1a62633145c07p-54, -0x1.f1976b7ed8fbcp-110};
/// For float64 |x| below 2^51: r has an error of 2^-53 r.
Angle reduce_moderate(S size) {
  S sum = fma(size, constant(size, kTwoOverPi), constant(size, kMagic));
  S n = sum - kMagic, r = size;
  for (double part : kHalfPi) r = fma(n, constant(size, -part), r);
  return {to_bits(sum), r};
}

Angle reduce_double(S size) {
  Angle moderate = reduce_moderate(size), large = detail::reduce_large_double(size);
  S is_large = size >= constant(size, 0x1p51);
  return {select(is_large, large.quadrant, moderate.quadrant),
          select(is_large, large.r, moderate.r)};
}

Angle reduce(S x) {
  S size = abs(x);
  Angle angle = is_double(x) ? reduce_double(size) : detail::reduce_single(size);
  S invalid = constant(x, std::numeric_limits<double>::quiet_NaN());
  S is_finite = size < constant(x, std::numeric_limits<double>::infinity());
  return {angle.quadrant, select(is_finite, cast(angle.r, x.dtype()), invalid)};
}

S sine_of(S r) {
  S z = r * r;
  S p = is_double(r)
            ? polynomial(z, {-0x1.5555555555555p-3, 0x1.111111111110ap-7, -0x1.a01a01a0188f7p-13,
                             0x1.71de3a530ff1fp-19, -0x1.ae645260a20f2p-26, 0x1.61206e71b9962p-33,
                             -0x1.aa92f5afc832p-41})
            : polynomial(z, {-0x1.555556p-3, 0x1.111108p-7, -0x1.a00f3ap-13, 0x1.6cc022p-19});
  return fma(r * z, p, r);
}

S cosine_of(S r) {
  S z = r * r;
  S p = is_double(r)
            ? polynomial(z, {0x1.555555555554cp-5, -0x1.6c16c16c15253p-10, 0x1.a01a019cb6d6dp-16,
                             -0x1.27e4f804f2441p-22, 0x1.1ee9e3d0ff9c9p-29, -0x1.8fa86aeb5c0c2p-37})
            : polynomial(z, {0x1.55554ap-5, -0x1.6c0c34p-10, 0x1.99e79p-16});
  S half = z * 0.5, head = 1 - half;
  // What rounding 1 - z / 2 lost goes into the small part.
  return head + fma(z * z, p, (1 - head) - half);
}

S odd(S quadrant) { return (quadrant & 1) != 0; }
S second_half(S quadrant) { return (quadrant & 2) != 0; }

}  // namespace

S detail::sine_of_part(S part) {
  S low = part <= 0.25;
  S r = select(low, part, 0.5 - part) * 0x1.921fb54442d18p1;
  return select(low, sine_of(r), cosine_of(r));
}

S sin(S x) {
  if (is_complex(x.dtype())) {
    S a = x.real(), b = x.imag();
    return complex(sin(a) * cosh(b), cos(a) * sinh(b));
  }
  S wide = widened(x);
  Angle reduced = reduce(wide);
  S value = select(odd(reduced.quadrant), cosine_of(reduced.r), sine_of(reduced.r));
  S turned = select(second_half(reduced.quadrant), -value, value);
  return narrowed(select(sign_bit(wide), -turned, turned), x);
}

S cos(S x) {
  if (is_complex(x.dtype())) {
    S a = x.real(), b = x.imag();
    return complex(cos(a) * cosh(b), -(sin(a) * sinh(b)));
  }
  Angle reduced = reduce(widened(x));
  S value = select(odd(reduced.quadrant), sine_of(reduced.r), cosine_of(reduced.r));
  return narrowed(select(second_half(reduced.quadrant + 1), -value, value), x);
}

S tan(S x) {
  if (is_complex(x.dtype())) {
    S turned = tanh(complex(-x.imag(), x.real()));
    return complex(turned.imag(), -turned.real());
  }
  S wide = widened(x);
  Angle reduced = reduce(wide);
  S sine = sine_of(reduced.r), cosine = cosine_of(reduced.r), is_odd = odd(reduced.quadrant);
  S value = select(is_odd, -cosine, sine) / select(is_odd, sine, cosine);
  return narrowed(select(sign_bit(wide), -value, value), x);
}

}  // namespace duet::scalar
