// A weight is kept packed from the second time that it is seen: one that is made anew for each call
// would only push others out.
#include "kernels/packed_weights.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "kernels/weight_blocks.h"

namespace duet::kernels {
namespace {

constexpr size_t kLimit = 512;

struct Entry {
  Ref<Buffer> buffer;  // none: seen once
  uint64_t used = 0;
};

struct Cache {
  std::mutex mutex;
  std::unordered_map<Key, Entry, KeyHash> entries;
  uint64_t clock = 0;
};

Cache& cache() {
  static auto* const instance = new Cache;
  return *instance;
}

/// A layout as words; the library serialises a description exactly.
void add_desc(Key& key, const dnnl::memory::desc& desc) {
  auto dims = desc.get_dims(), strides = desc.get_strides(), blocks = desc.get_inner_blks(),
       inner = desc.get_inner_idxs(), padded = desc.get_padded_dims();
  key.add(static_cast<int64_t>(desc.get_data_type()));
  for (const auto* words : {&dims, &padded, &strides, &blocks, &inner})
    key.add(std::span<const int64_t>(words->data(), words->size()));
}

Key weight_key(const Storage& storage, const void* data, const dnnl::memory::desc& wanted) {
  Key key(static_cast<int64_t>(storage.id()));
  key.add(storage.version()).add(reinterpret_cast<intptr_t>(data));
  add_desc(key, wanted);
  return key;
}

void drop_older_half(Cache& cache) {
  uint64_t middle = cache.clock - kLimit / 2;
  std::erase_if(cache.entries, [&](const auto& item) { return item.second.used < middle; });
}

/// The kept copy, if any; notes that the weight was seen.
Ref<Buffer> look_up(const Key& key, bool& seen) {
  Cache& all = cache();
  std::lock_guard lock(all.mutex);
  auto [place, fresh] = all.entries.try_emplace(key);
  seen = !fresh;
  place->second.used = ++all.clock;
  Ref<Buffer> found = place->second.buffer;
  if (fresh && all.entries.size() > kLimit) drop_older_half(all);
  return found;
}

void keep(const Key& key, const Ref<Buffer>& buffer) {
  Cache& all = cache();
  std::lock_guard lock(all.mutex);
  all.entries[key] = {buffer, ++all.clock};
}

}  // namespace

void reorder(const dnnl::memory::desc& from_desc, const void* from,
             const dnnl::memory::desc& to_desc, void* to) {
  int threads = threads_for(static_cast<int64_t>(from_desc.get_size()) * 4);
  Key key(DNNL_ARG_TO, threads);
  add_desc(key, from_desc);
  add_desc(key, to_desc);
  Planned& plan = planned(key, [&] {
    dnnl::reorder::primitive_desc desc(engine(), from_desc, engine(), to_desc, attributes(threads));
    return std::make_unique<Planned>(
        dnnl::reorder(desc),
        std::vector<Planned::Operand>{{DNNL_ARG_FROM, from_desc}, {DNNL_ARG_TO, to_desc}},
        desc.scratchpad_desc());
  });
  plan.run({from, to});
}

PackedWeight pack_weight(const Tensor& weight, const dnnl::memory::desc& plain,
                         const dnnl::memory::desc& wanted) {
  WeightMemory lies = memory_of(weight, plain);
  if (lies.desc == wanted) return {{}, lies.data};
  // Memory that others write to has no version to go by.
  bool traceable = !weight.storage()->lent() && !weight.storage()->buffer()->foreign();
  bool seen = false;
  Key key = weight_key(*weight.storage(), lies.data, wanted);
  if (traceable)
    if (Ref<Buffer> found = look_up(key, seen)) return {found, found->data()};
  Ref<Buffer> buffer = Buffer::make(wanted.get_size());
  reorder(lies.desc, lies.data, wanted, buffer->data());
  if (seen) keep(key, buffer);
  return {buffer, buffer->data()};
}

}  // namespace duet::kernels
