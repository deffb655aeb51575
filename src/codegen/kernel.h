// One kernel: a scalar body with its loops, for one way to walk each source. What the drivers call,
// the generator makes, the interpreter imitates and the cache keeps.
//
// Forms (n elements; `rows` and `row_strides` in bytes per pointer matter to kColumns alone):
//   kMap      for i < n: sinks[i] = body(sources[i])
//   kRow      the same, and folds: element i goes to lane i % 64, lanes start at the identity, then
//   lane l takes lane
//             l + 32, l + 16, ..., l + 1; the result goes to *sink
//   kColumns  for c < n, for r < rows in order: sinks[r][c] = body(sources[r][c]); folds: sink[c]
//   from the identity over r
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/export.h"
#include "ops/scalar/program.h"

namespace duet {

inline constexpr int kLanes = 64;

/// How a kernel walks along its n elements.
enum class Access : uint8_t {
  kOne,         // the same element
  kContiguous,  // the next element
  kIndex,  // no memory walk: the int64 that the pointer points to, plus i (kMap, kRow) or plus r
           // (kColumns)
};

enum class Form : uint8_t { kMap, kRow, kColumns };

struct KernelSink {
  bool fold = false;
  Instr combine = Instr::kAdd;  // of a fold
  friend bool operator==(const KernelSink&, const KernelSink&) = default;
};

struct KernelSpec {
  Form form = Form::kMap;
  /// Stores go past the cache; sinks are 64-byte aligned (kMap and kRow).
  bool streaming = false;
  std::vector<Access> sources;
  std::vector<KernelSink> sinks;
  Program body;
  friend bool operator==(const KernelSpec&, const KernelSpec&) = default;

  /// Canonical bytes, also the cache's key; `decode` is the exact inverse and refuses everything
  /// else.
  DUET_API std::string encode() const;
  DUET_API static bool decode(std::string_view bytes, KernelSpec* spec);
};

/// The canonical bytes of a body: equal bodies, equal bytes, and where one ends is in the bytes.
void append_bytes(std::string& text, const Program& body);

/// `pointers`: sources, then sinks. `self` is the kernel; generated code does not read it.
using KernelEntry = void (*)(void* const* pointers, const int64_t* row_strides, int64_t n,
                             int64_t rows, const void* self);

struct Kernel {
  KernelEntry entry;
  KernelSpec spec;
  void operator()(void* const* pointers, const int64_t* row_strides, int64_t n,
                  int64_t rows) const {
    entry(pointers, row_strides, n, rows, this);
  }
};

/// The kernel of a spec: generated once per process and spec, kept for the life of the process.
/// Thread safe.
DUET_API const Kernel& kernel(const KernelSpec& spec);

/// The kernel that computes with numbers: the definition of all others.
DUET_API void interpret_kernel(void* const* pointers, const int64_t* row_strides, int64_t n,
                               int64_t rows, const void* self);

/// Whether `kernel` gives generated code in this process (false: DUET_GENERATE=0, or executable
/// memory is refused).
DUET_API bool generates_code();

}  // namespace duet
