// The door to oneDNN: only kernels/dnnl_* include its headers. A library call is planned once per
// key (operator, dtypes, extents, strides, threads) and kept in one bounded table per thread, so
// that its memory objects can be pointed at new data without a lock. Start at `planned` and `run`.
//
// What must hold: calls are planned for the threads of our own regions (base/parallel.h) or for
// one, made outside regions only, and get their scratch memory from our allocator.
#pragma once

#include <memory>
#include <oneapi/dnnl/dnnl.hpp>
#include <vector>

#include "base/parallel.h"
#include "tensor/tensor.h"

namespace duet::kernels {

dnnl::engine& engine();

/// Whether this machine multiplies matrices of this dtype (bfloat16 and float16 need the CPU's
/// help).
bool library_has(DType dtype);
dnnl::memory::data_type library_type(DType dtype);

/// For how many threads a call is planned: a few multiplications are done before others wake up,
/// and where the processors have other work, waiting for them takes many times as long.
int threads_for(int64_t multiplications);

/// What a planned call is found by.
class Key {
 public:
  explicit Key(int64_t op, int threads = thread_count()) : words_{op, threads} {}
  Key& add(int64_t word) {
    words_.push_back(word);
    return *this;
  }
  Key& add(std::span<const int64_t> words) {
    words_.push_back(static_cast<int64_t>(words.size()));
    words_.append(words.begin(), words.end());
    return *this;
  }
  Key& add(const Layout& layout) { return add(layout.shape).add(layout.strides); }
  size_t hash() const;
  friend bool operator==(const Key&, const Key&) = default;

 private:
  SmallVector<int64_t, 48> words_;
};

struct KeyHash {
  size_t operator()(const Key& key) const { return key.hash(); }
};

/// A planned library call: bind data with `run`.
class Planned {
 public:
  struct Operand {
    int argument;  // DNNL_ARG_...
    dnnl::memory::desc desc;
  };
  Planned(dnnl::primitive primitive, std::vector<Operand> operands,
          const dnnl::memory::desc& scratchpad);
  /// `data`: one pointer per operand, in their order.
  void run(std::initializer_list<const void*> data);
  const dnnl::memory::desc& desc(int operand) const { return descs_[operand]; }

  uint64_t used = 0;

 private:
  void execute();

  dnnl::primitive primitive_;
  std::vector<dnnl::memory::desc> descs_;
  std::vector<dnnl::memory> memories_;
  std::vector<dnnl_exec_arg_t> args_;
  size_t scratch_bytes_;
  int threads_;  // that it was planned for
};

/// The calling thread's plan for `key`, or null.
Planned* find_planned(const Key& key);
/// Keeps it, and gives back the least used half when the table is full.
Planned& keep_planned(const Key& key, std::unique_ptr<Planned> planned);
DUET_API size_t planned_count();

/// The plan for `key`, made by `make() -> std::unique_ptr<Planned>` when it is new.
template <class Make>
Planned& planned(const Key& key, Make make) {
  if (Planned* found = find_planned(key)) return *found;
  return keep_planned(key, make());
}

/// Attributes that every plan has: scratch memory is ours. What is planned next is for so many
/// threads.
dnnl::primitive_attr attributes(int threads = thread_count());
/// A Tensor's shape and strides as the library says it.
dnnl::memory::desc describe_memory(DType dtype, const Layout& layout);

}  // namespace duet::kernels
