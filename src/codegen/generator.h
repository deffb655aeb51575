// The C door between libduet and libduet_codegen, the library that holds LLVM and is opened on the
// first miss of the kernel cache.
#pragma once

#include <cstddef>
#include <cstdint>

/// What the generator is to write vectors for.
enum DuetVectors : uint8_t {
  kDuetVectors256 = 0,  // x86-64-v3: AVX2, FMA, F16C; 8 elements
  kDuetVectors512 = 1,  // x86-64-v4: AVX-512 F, BW, CD, DQ, VL; 16 elements
};

struct DuetGenerated {
  void* context;
  /// Receives position-independent code that calls nothing, and where its entry stands.
  void (*code)(void* context, const void* bytes, size_t size, size_t entry);
  /// Receives what DUET_DUMP keeps: kind is "ll" or "s". Null if nobody asks.
  void (*text)(void* context, const char* kind, const char* text, size_t size);
  /// Receives why there is no code.
  void (*failure)(void* context, const char* reason);
};

/// `spec` is KernelSpec::encode() or ControlSpec::encode(). Thread safe.
using DuetGenerate = void (*)(const char* spec, size_t size, int vectors,
                              const DuetGenerated* receiver);
inline constexpr char kDuetGenerateName[] = "duet_generate";
