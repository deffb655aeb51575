// Folding with the scalar instruction set, over arrays.
#include "codegen/fold.h"

#include <cstring>
#include <limits>
#include <utility>

#include "ops/scalar/visit.h"

// These loops are over arrays in cache and worth vectors.
#pragma GCC optimize("O3")

namespace duet {
namespace {

template <class T>
T identity_of(Instr combine) {
  using Limits = std::numeric_limits<T>;
  switch (combine) {
    case Instr::kAdd:
    case Instr::kOr:
      return T{0};
    case Instr::kMul:
      return T{1};
    case Instr::kMin:
      return Limits::has_infinity ? Limits::infinity() : Limits::max();
    case Instr::kMax:
      return Limits::has_infinity ? -Limits::infinity() : Limits::lowest();
    case Instr::kAnd:
      if constexpr (std::is_same_v<T, bool>)
        return true;
      else if constexpr (std::is_integral_v<T>)
        return static_cast<T>(~T{0});
      else
        break;
    default:
      break;
  }
  DUET_BUG("instruction {} does not fold", static_cast<int>(combine));
}

template <class T, class F>
void each(T* into, const T* from, int64_t n, F&& f) {
  for (int64_t i = 0; i < n; ++i) into[i] = f(Num<T>{into[i]}, Num<T>{from[i]}).value;
}

template <class T>
void fold_bits(Instr combine, T* into, const T* from, int64_t n) {
  if constexpr (std::is_integral_v<T>) {
    if (combine == Instr::kAnd)
      return each(into, from, n, [](auto a, auto b) { return and_(a, b); });
    if (combine == Instr::kOr) return each(into, from, n, [](auto a, auto b) { return or_(a, b); });
  }
  DUET_BUG("instruction {} does not fold", static_cast<int>(combine));
}

template <class T>
void fold_numbers(Instr combine, T* into, const T* from, int64_t n) {
  if (combine == Instr::kMin) return each(into, from, n, [](auto a, auto b) { return min(a, b); });
  if (combine == Instr::kMax) return each(into, from, n, [](auto a, auto b) { return max(a, b); });
  if constexpr (!std::is_same_v<T, bool>) {
    if (combine == Instr::kAdd)
      return each(into, from, n, [](auto a, auto b) { return add(a, b); });
    if (combine == Instr::kMul)
      return each(into, from, n, [](auto a, auto b) { return mul(a, b); });
  }
  fold_bits(combine, into, from, n);
}

template <class F>
void visit_numbers(DType type, F&& f) {
  visit(type, [&]<class T>(std::type_identity<T> tag) {
    if constexpr (std::is_same_v<T, Half> || std::is_same_v<T, BFloat>)
      DUET_BUG("halves are storage only");
    else
      f(tag);
  });
}

constexpr int kLevelsPerBlock = 4;

}  // namespace

uint64_t identity(Instr combine, DType type) {
  uint64_t bits = 0;
  visit_numbers(type, [&]<class T>(std::type_identity<T>) {
    T value = identity_of<T>(combine);
    std::memcpy(&bits, &value, sizeof(T));
  });
  return bits;
}

void fill_identity(Instr combine, DType type, void* into, int64_t n) {
  if (is_complex(type)) n *= 2;
  visit_numbers(real_part(type), [&]<class T>(std::type_identity<T>) {
    T value = identity_of<T>(combine);
    for (int64_t i = 0; i < n; ++i) static_cast<T*>(into)[i] = value;
  });
}

void fold_into(Instr combine, DType type, void* into, const void* from, int64_t n) {
  if (is_complex(type)) n *= 2;
  visit_numbers(real_part(type), [&]<class T>(std::type_identity<T>) {
    fold_numbers(combine, static_cast<T*>(into), static_cast<const T*>(from), n);
  });
}

Cascade::Cascade(Instr combine, DType type, int64_t width)
    : combine_(combine),
      type_(type),
      width_(width),
      bytes_((width * static_cast<int64_t>(size_of(type)) + 63) & ~63LL) {
  blocks_.push_back(std::make_unique<std::byte[]>(bytes_));
  next_ = blocks_.back().get();
}

void Cascade::push() {
  size_t level = 0;
  for (; count_ >> level & 1; ++level) {
    fold_into(combine_, type_, levels_[level], next_, width_);
    std::swap(levels_[level], next_);
  }
  if (level == levels_.size()) {
    blocks_.push_back(std::make_unique<std::byte[]>(bytes_ * kLevelsPerBlock));
    for (int i = 0; i < kLevelsPerBlock; ++i) levels_.push_back(blocks_.back().get() + i * bytes_);
  }
  std::swap(levels_[level], next_);
  ++count_;
}

void Cascade::finish(void* into) {
  const std::byte* folded = nullptr;
  for (size_t level = 0; level < levels_.size(); ++level) {
    if (!(count_ >> level & 1)) continue;
    if (folded) fold_into(combine_, type_, levels_[level], folded, width_);
    folded = levels_[level];
  }
  count_ = 0;
  if (folded)
    std::memcpy(into, folded, width_ * size_of(type_));
  else
    fill_identity(combine_, type_, into, width_);
}

}  // namespace duet
