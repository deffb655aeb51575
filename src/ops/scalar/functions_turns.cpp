// Large angles: x is an integer times a power of two; multiplied by the bits of 1 / (2 pi) that
// matter, modulo one turn, in 64-bit integers that wrap. No float of either width loses a bit.
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

Angle reduce_large_single(S size) {
  S pattern = cast(bitcast(size, DType::kUInt32), DType::kUInt64);
  S mantissa = (pattern & word(pattern, 0x7fffff)) | word(pattern, 0x800000);
  S place = (pattern >> word(pattern, 23)) - 149;
  S later = place >= 64, shift = place & word(pattern, 63);
  auto at = [&](int i) {
    return select(later, word(pattern, kWords[i + 1]), word(pattern, kWords[i]));
  };
  S first = at(0), second = at(1), third = at(2);
  S high = window(first, second, shift), low = window(second, third, shift);
  S turns = mantissa * high + ((mantissa * (low >> half_word(low))) >> half_word(low));
  Quarter part = quarter(turns);
  return {part.quadrant, part.left * (kTurn * 0x1p-64)};
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
