// Which shapes have been seen, and what is compiled for any of them.
#include "python/jit/shapes.h"

#include <algorithm>

#include "frontend/evaluate/traced/tensor.h"
#include "python/jit/declared.h"

namespace duet::python {
namespace {

using frontend::Signature;

constexpr size_t kSeenBefore = 2;
constexpr size_t kMostKinds = 256;
/// Among the settings that a key begins with; no signature has it.
constexpr char kAnyShape = 0x40;

/// Unknown where the extents seen differ.
std::vector<int64_t> common(const std::vector<std::vector<int64_t>>& seen,
                            std::vector<int64_t> extents) {
  for (const auto& each : seen)
    for (size_t i = 0; i < extents.size(); ++i)
      if (each[i] != extents[i]) extents[i] = kOpenExtent;
  return extents;
}

/// By leaf, the axes whose extents are unknown.
std::vector<uint64_t> open_axes(const Signature& signature, std::span<const int64_t> extents) {
  std::vector<uint64_t> open(signature.leaves.size());
  size_t next = 0;
  for (const Signature::Shape& shape : signature.shapes)
    for (int axis = 0; axis < shape.rank; ++axis)
      if (extents[next++] == kOpenExtent) open[shape.leaf] |= uint64_t{1} << axis;
  return open;
}

bool fits(std::span<const int64_t> pattern, std::span<const int64_t> extents) {
  return std::ranges::equal(pattern, extents, [](int64_t known, int64_t extent) {
    return known == kOpenExtent || known == extent;
  });
}

}  // namespace

std::string kind_of(const Signature& signature) {
  std::string kind;
  size_t at = 0;
  bool any = false;
  for (const Signature::Shape& shape : signature.shapes) {
    kind.append(signature.key, at, shape.offset - at);
    at = shape.offset + static_cast<size_t>(shape.rank) * sizeof(int64_t);
    any = any || shape.rank > 0;
  }
  if (!any) return {};
  kind.append(signature.key, at);
  kind.front() = static_cast<char>(kind.front() | kAnyShape);
  return kind;
}

std::vector<int64_t> extents_of(const Signature& signature) {
  std::vector<int64_t> extents;
  for (const Signature::Shape& shape : signature.shapes) {
    const auto* leaf = frontend::as_object(signature.leaves[shape.leaf]);
    extents.insert(extents.end(), leaf->rep->layout.shape.begin(), leaf->rep->layout.shape.end());
  }
  return extents;
}

SpecialisationRef find_open(JitCache& cache, const std::string& kind, const Signature& signature,
                            bool (*accepts)(const Specialisation&, const Signature&)) {
  JitCache::Bucket* bucket = kind.empty() ? nullptr : cache.find(kind);
  if (!bucket) return nullptr;
  std::vector<int64_t> extents = extents_of(signature);
  for (const SpecialisationRef& each : *bucket)
    if (each->compiled && fits(each->extents, extents) && accepts(*each, signature)) return each;
  return nullptr;
}

SpecialisationRef compile_open(const JitCall& call, const std::string& kind,
                               const Signature& signature, JitCache& cache,
                               PyObject* cache_object) {
  std::optional<std::vector<int64_t>> declared = declared_extents(call, signature);
  if (kind.empty()) return nullptr;
  if (cache.shapes.size() > kMostKinds) cache.shapes.clear();
  ShapesSeen& shapes = cache.shapes[kind];
  std::vector<int64_t> extents = extents_of(signature);
  bool any = declared && std::ranges::count(*declared, kOpenExtent) > 0;
  if (!any || shapes.refused) {
    if (std::ranges::count(shapes.seen, extents) > 0) return nullptr;  // something else has changed
    if (shapes.refused || shapes.seen.size() < kSeenBefore) {
      if (shapes.seen.size() < kSeenBefore) shapes.seen.push_back(std::move(extents));
      return nullptr;
    }
  }
  shapes.refused = true;  // unless it turns out well; a compilation inside would start another
  std::vector<int64_t> pattern = any ? *declared : common(shapes.seen, std::move(extents));
  Signature of_any = signature;
  of_any.key = kind;
  JitCall open = call;
  open.settings.open = open_axes(signature, pattern);
  SpecialisationRef made = compile(open, of_any, cache, cache_object);
  if (!made || !made->compiled) {
    cache.forget(kind);
    return nullptr;
  }
  made->extents = std::move(pattern);
  cache.shapes[kind].refused = false;
  return made;
}

}  // namespace duet::python
