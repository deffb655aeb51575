// The inverse trigonometric functions: odd polynomials in x on a small range, and identities that
// lead there.
#include "ops/scalar/functions.h"
#include "ops/scalar/functions_detail.h"

namespace duet::scalar {
namespace {

using detail::is_double;
using detail::narrowed;
using detail::polynomial;
using detail::widened;

constexpr double kPi = 0x1.921fb54442d18p1, kPiLow = 0x1.1a62633145c07p-53;
constexpr double kPiSingle = 0x1.921fb6p1, kPiSingleLow = -0x1.777a5cp-24;

double high_pi(S x) { return is_double(x) ? kPi : kPiSingle; }
double low_pi(S x) { return is_double(x) ? kPiLow : kPiSingleLow; }

/// atan(t) for t from 0 to 1.
S small_atan(S t) {
  S z = t * t;
  S p = is_double(t)
            ? polynomial(z, {-0x1.555555555553p-2,   0x1.999999999612fp-3,  -0x1.24924923a4c27p-3,
                             0x1.c71c7187d03f7p-4,   -0x1.745d1234807f7p-4, 0x1.3b136c74df05cp-4,
                             -0x1.110e7f5878bp-4,    0x1.e1bdbc997d847p-5,  -0x1.ae6785a894385p-5,
                             0x1.82f90d2195a68p-5,   -0x1.59f1e1c10f071p-5, 0x1.2ccacf63c248bp-5,
                             -0x1.ebe43043fd421p-6,  0x1.6a90d60c0659dp-6,  -0x1.cbe8ea35f52c4p-7,
                             0x1.ddd5cd3124e3bp-8,   -0x1.807a4f2fae802p-9, 0x1.bcc3b13ccf64ep-11,
                             -0x1.46c98d61857a3p-13, 0x1.c8041316154a2p-17})
            : polynomial(z, {-0x1.5554e8p-2, 0x1.997b4cp-3, -0x1.231ea8p-3, 0x1.b5810ep-4,
                             -0x1.36b174p-4, 0x1.653a72p-5, -0x1.102feap-6, 0x1.86e604p-9});
  return fma(t * z, p, t);
}

/// asin(t) for t up to 1/2, given its square too.
S small_asin(S t, S z) {
  S p = is_double(t)
            ? polynomial(z, {0x1.55555555553e6p-3, 0x1.333333336750cp-4, 0x1.6db6db461a7ap-5,
                             0x1.f1c72b445b72dp-6, 0x1.6e8a078f19379p-6, 0x1.1c6ae708692c9p-6,
                             0x1.c70eaae25fa13p-7, 0x1.8e60b113899d2p-7, 0x1.aec7843485a9ep-8,
                             0x1.3e1fee7aeb647p-6, -0x1.0737ca4762a9ap-6, 0x1.049cbc3242aa4p-5})
            : polynomial(
                  z, {0x1.5555c6p-3, 0x1.330248p-4, 0x1.747844p-5, 0x1.8c4c82p-6, 0x1.595c0cp-5});
  return fma(t * z, p, t);
}

/// asin of the smaller of |x| and sqrt((1 - |x|) / 2): half the angle to pi / 2.
struct Folded {
  S outside, angle;
};
Folded fold(S size) {
  S outside = size > constant(size, 0.5);
  S z = select(outside, (1 - size) * 0.5, size * size);
  S t = select(outside, sqrt(z), size);
  return {outside, small_asin(t, z)};
}

S minus_i(S x) { return complex(x.imag(), -x.real()); }
S times_i(S x) { return complex(-x.imag(), x.real()); }

}  // namespace

S asin(S x) {
  if (is_complex(x.dtype())) return minus_i(asinh(times_i(x)));
  S wide = widened(x), size = abs(wide);
  Folded folded = fold(size);
  double high = high_pi(wide) / 2, low = low_pi(wide) / 2;
  S beyond = constant(wide, high) - (folded.angle * 2 - low);
  return narrowed(copy_sign(select(folded.outside, beyond, folded.angle), wide), x);
}

S acos(S x) {
  if (is_complex(x.dtype())) {
    S arc = asin(x);
    return complex(constant(arc.real(), kPi / 2) - arc.real(), -arc.imag());
  }
  S wide = widened(x), size = abs(wide), negative = wide < 0;
  Folded folded = fold(size);
  double high = high_pi(wide), low = low_pi(wide);
  S twice = folded.angle * 2;
  S outside = select(negative, constant(wide, high) - (twice - low), twice);
  S inside = select(negative, constant(wide, high / 2) + (folded.angle + low / 2),
                    constant(wide, high / 2) - (folded.angle - low / 2));
  return narrowed(select(folded.outside, outside, inside), x);
}

S atan(S x) {
  if (is_complex(x.dtype())) return minus_i(atanh(times_i(x)));
  S wide = widened(x), size = abs(wide), steep = size > 1;
  S angle = small_atan(select(steep, 1 / size, size));
  S beyond = constant(wide, high_pi(wide) / 2) - (angle - low_pi(wide) / 2);
  return narrowed(copy_sign(select(steep, beyond, angle), wide), x);
}

S atan2(S y, S x) {
  meet(y, x);
  S up = widened(y), right = widened(x);
  S rise = abs(up), run = abs(right), steep = rise > run;
  S small = min(rise, run), large = max(rise, run);
  // 0 / 0 is 0 here, and infinity over infinity 1.
  S ratio = select(small == large, select(large == 0, large, constant(large, 1)), small / large);
  ratio = select(is_nan(up) | is_nan(right), up + right, ratio);
  S angle = small_atan(ratio);
  double high = high_pi(up), low = low_pi(up);
  S first = select(steep, constant(up, high / 2) - (angle - low / 2), angle);
  S whole = select(sign_bit(right), constant(up, high) - (first - low), first);
  return narrowed(copy_sign(whole, up), y);
}

}  // namespace duet::scalar
