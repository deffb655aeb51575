// Angles as quarter turns and what is left.
//
// float32: 2 / pi, in parts of 29, 29 and 53 bits that begin with the first bit that counts modulo
// a turn; one set of parts serves 25 exponents. Products with 24 bits are exact in float64.
// float64, large: x is an integer times a power of two; multiplied by the bits of 1 / (2 pi) that
// matter, modulo one turn, in 64-bit integers that wrap. No float loses a bit.
#include <span>

#include "ops/scalar/functions_detail.h"

namespace duet::scalar::detail {
namespace {

/// The fraction of 1 / (4 pi): half of 1 / (2 pi), so that the least place is not negative.
constexpr uint64_t kWords[] = {
    0x145f306dc9c882a5ULL, 0x3f84eafa3ea69bb8ULL, 0x1b6c52b327887208ULL, 0x3fca2c757bd778acULL,
    0x36e48dc74849ba5cULL, 0x00c925dd413a3243ULL, 0x9fc3bd63962534e7ULL, 0xdd1046bea5d76890ULL,
    0x9d338e04d68befc8ULL, 0x27323ac7306a673eULL, 0x93908bf177bf2507ULL, 0x63ff12fffbc0b301ULL,
    0xfde5e2316b414da3ULL, 0xeda6cfd9e4f96136ULL, 0xe9e8c7ecd3cbfd45ULL, 0xaea4f758fd7cbe2fULL,
    0x67a0e73ef14a525dULL, 0x4d7f6bf623f1aba1ULL, 0x0ac06608df8f6d75ULL};
constexpr double kTurn = 0x1.921fb54442d18p2, kTurnLow = 0x1.1a62633145c07p-52;

/// 2 / pi for sizes of `from` and more, without what gives whole turns.
struct Turns {
  double from, parts[3];
};
constexpr Turns kTurns[] = {
    {0x0p0, {0x1.45f306dp-1, 0x1.9391054p-30, 0x1.4fe13abe8fa9ap-59}},
    {0x1p30, {0x1.7cc1b72p-7, 0x1.c882a5p-37, 0x1.fc2757d1f534dp-64}},
    {0x1p55, {0x1.27220a9p-31, 0x1.3f84eaep-61, 0x1.a3ea69bb81b6cp-89}},
    {0x1p80, {0x1.29fc275p-56, 0x1.f47d4d2p-86, 0x1.77036d8a5664fp-114}},
    {0x1p105, {0x1.5f47d4cp-82, 0x1.377036dp-110, 0x1.14acc9e21c82p-139}},
};

S word(S like, uint64_t value) { return bits(like, value); }
S half_word(S like) { return word(like, 32); }

/// `from` and the word after it, moved up by `shift`: 64 bits beginning at any place.
S window(S from, S next, S shift) { return (from << shift) | (next >> (64 - shift)); }

/// The upper 64 bits of a * b.
S product_high(S a, S b) {
  S mask = word(a, 0xffffffff), shift = half_word(a);
  S a_high = a >> shift, a_low = a & mask, b_high = b >> shift, b_low = b & mask;
  S middle = a_low * b_high + ((a_low * b_low) >> shift);
  S other = a_high * b_low + (middle & mask);
  return a_high * b_high + (middle >> shift) + (other >> shift);
}

/// The nearest quarter of a turn, and what is left, as 64-bit fractions of a turn.
struct Quarter {
  S quadrant, left;
};
Quarter quarter(S turns) {
  S quadrant = (turns + word(turns, 1ULL << 61)) >> word(turns, 62);
  S left = cast(turns - (quadrant << word(turns, 62)), DType::kInt64);
  return {cast(quadrant, DType::kInt64), cast(left, DType::kFloat64)};
}

/// Four words beginning with the `place`-th bit's: halving the list by each bit of the index.
std::vector<S> words_at(S place) {
  std::vector<S> words;
  for (uint64_t w : kWords) words.push_back(word(place, w));
  size_t wanted = 11;
  for (int step = 8; step > 0; step /= 2) {
    S skip = (place & word(place, static_cast<uint64_t>(step) << 6)) != 0;
    for (size_t i = 0; i < wanted; ++i) words[i] = select(skip, words[i + step], words[i]);
    wanted -= step / 2;
  }
  words.erase(words.begin() + 4, words.end());
  return words;
}

}  // namespace

Angle reduce_single(S size) {
  S x = cast(size, DType::kFloat64);
  S parts[] = {constant(x, kTurns[0].parts[0]), constant(x, kTurns[0].parts[1]),
               constant(x, kTurns[0].parts[2])};
  for (const Turns& turns : std::span(kTurns).subspan(1)) {
    S beyond = x >= constant(x, turns.from);
    for (int k = 0; k < 3; ++k) parts[k] = select(beyond, constant(x, turns.parts[k]), parts[k]);
  }
  // Both products are exact, and so is what is left of them beside whole turns.
  auto within_turn = [&](S product) {
    return fma(round(product * 0.25), constant(x, -4), product);
  };
  S first = within_turn(x * parts[0]), second = within_turn(x * parts[1]), third = x * parts[2];
  constexpr double kMagic = 0x1.8p52, kHalfPi = 0x1.921fb54442d18p0;
  S sum = first + (second + third) + kMagic;
  S left = (first - (sum - kMagic)) + second + third;
  return {cast(to_bits(sum), DType::kInt32), left * kHalfPi};
}

Angle reduce_large_double(S size) {
  S pattern = bitcast(size, DType::kUInt64);
  S mantissa = (pattern & word(pattern, 0xfffffffffffffULL)) | word(pattern, 1ULL << 52);
  S place = (pattern >> word(pattern, 52)) - 1074;
  S shift = place & word(pattern, 63);
  std::vector<S> words = words_at(place);
  S high = window(words[0], words[1], shift), middle = window(words[1], words[2], shift);
  S carried = product_high(mantissa, window(words[2], words[3], shift));
  S low = mantissa * middle + carried, carry = cast(low < carried, DType::kUInt64);
  Quarter part = quarter(mantissa * high + product_high(mantissa, middle) + carry);
  S left = fma(cast(low, DType::kFloat64), constant(part.left, 0x1p-64), part.left);
  S r = fma(left, constant(left, kTurn), left * kTurnLow);
  return {part.quadrant, r * 0x1p-64};
}

}  // namespace duet::scalar::detail
