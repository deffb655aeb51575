// Planning and running oneDNN's primitives.
#include "kernels/dnnl_primitive.h"

#include <omp.h>

#include <algorithm>
#include <unordered_map>

#include "base/error.h"
#include "base/parallel.h"

namespace duet::kernels {
namespace {

constexpr size_t kTableLimit = 1024;

/// One per thread: memory objects are state of a call.
struct Table {
  std::unordered_map<Key, std::unique_ptr<Planned>, KeyHash> plans;
  dnnl::stream stream{engine()};
  uint64_t clock = 0;
};

Table& table() {
  thread_local Table instance;
  return instance;
}

void drop_least_used_half(Table& table) {
  std::vector<uint64_t> times;
  for (const auto& [key, plan] : table.plans) times.push_back(plan->used);
  auto middle = times.begin() + static_cast<std::ptrdiff_t>(times.size() / 2);
  std::nth_element(times.begin(), middle, times.end());
  std::erase_if(table.plans, [&](const auto& item) { return item.second->used < *middle; });
}

bool multiplies(DType dtype) {
  try {
    auto type = library_type(dtype);
    dnnl::memory::desc square({16, 16}, type, dnnl::memory::format_tag::ab);
    dnnl::matmul::primitive_desc(engine(), square, square, square);
    return true;
  } catch (const dnnl::error&) {
    return false;
  }
}

/// The library divides its work by what OpenMP would use now.
void settle_threads(int count) {
  if (omp_in_parallel()) DUET_BUG("a library call inside a parallel region");
  (void)thread_count();  // reads the user's number, once, before it is changed here
  if (omp_get_max_threads() != count) omp_set_num_threads(count);
}

}  // namespace

dnnl::engine& engine() {
  // Never destroyed: threads may still compute while the process ends.
  static auto* const instance = new dnnl::engine(dnnl::engine::kind::cpu, 0);
  return *instance;
}

bool library_has(DType dtype) {
  static const bool bfloat16 = multiplies(DType::kBFloat16), float16 = multiplies(DType::kFloat16);
  if (dtype == DType::kBFloat16) return bfloat16;
  if (dtype == DType::kFloat16) return float16;
  return dtype == DType::kFloat32;
}

dnnl::memory::data_type library_type(DType dtype) {
  using Type = dnnl::memory::data_type;
  if (dtype == DType::kFloat32) return Type::f32;
  if (dtype == DType::kBFloat16) return Type::bf16;
  if (dtype == DType::kFloat16) return Type::f16;
  DUET_BUG("the library does not know {}", name(dtype));
}

size_t Key::hash() const {
  uint64_t hash = words_.size();
  for (int64_t word : words_) {
    hash = (hash ^ static_cast<uint64_t>(word)) * 0x9e3779b97f4a7c15;
    hash ^= hash >> 32;
  }
  return hash;
}

Planned::Planned(dnnl::primitive primitive, std::vector<Operand> operands,
                 const dnnl::memory::desc& scratchpad)
    : primitive_(std::move(primitive)),
      scratch_bytes_(scratchpad.get_size()),
      threads_(omp_get_max_threads()) {
  if (scratch_bytes_ > 0) operands.push_back({DNNL_ARG_SCRATCHPAD, scratchpad});
  for (Operand& operand : operands) {
    memories_.push_back(dnnl::memory(operand.desc, engine(), DNNL_MEMORY_NONE));
    args_.push_back({operand.argument, memories_.back().get()});
    descs_.push_back(std::move(operand.desc));
  }
}

void Planned::run(std::initializer_list<const void*> data) {
  const void* const* pointer = data.begin();
  for (size_t i = 0; i < data.size(); ++i)
    dnnl_memory_set_data_handle(args_[i].memory, const_cast<void*>(pointer[i]));
  Ref<Buffer> scratch;
  if (scratch_bytes_ > 0) {
    scratch = Buffer::make(scratch_bytes_);
    dnnl_memory_set_data_handle(args_.back().memory, scratch->data());
  }
  run_where_regions_open([](void* self) { static_cast<Planned*>(self)->execute(); }, this);
}

void Planned::execute() {
  settle_threads(threads_);
  dnnl_status_t status = dnnl_primitive_execute(primitive_.get(), table().stream.get(),
                                                static_cast<int>(args_.size()), args_.data());
  if (status != dnnl_success) DUET_BUG("oneDNN ended a planned call with status {}", int{status});
}

Planned* find_planned(const Key& key) {
  Table& own = table();
  auto found = own.plans.find(key);
  if (found == own.plans.end()) return nullptr;
  found->second->used = ++own.clock;
  return found->second.get();
}

Planned& keep_planned(const Key& key, std::unique_ptr<Planned> planned) {
  Table& own = table();
  if (own.plans.size() >= kTableLimit) drop_least_used_half(own);
  planned->used = ++own.clock;
  return *(own.plans[key] = std::move(planned));
}

size_t planned_count() { return table().plans.size(); }

int threads_for(int64_t multiplications) {
  constexpr int64_t kOneThread = 256 * 1024;
  return multiplications <= kOneThread ? 1 : thread_count();
}

dnnl::primitive_attr attributes(int threads) {
  settle_threads(threads);
  dnnl::primitive_attr attr;
  attr.set_scratchpad_mode(dnnl::scratchpad_mode::user);
  return attr;
}

dnnl::memory::desc describe_memory(DType dtype, const Layout& layout) {
  return {dnnl::memory::dims(layout.shape.begin(), layout.shape.end()), library_type(dtype),
          dnnl::memory::dims(layout.strides.begin(), layout.strides.end())};
}

}  // namespace duet::kernels
