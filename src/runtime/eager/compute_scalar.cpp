// Scalar bodies: one generated kernel over the broadcast shape. The first lines of `compute_scalar`
// are the way of every small eager operation: a lookup, a kernel over contiguous memory, a new
// Tensor.
#include <algorithm>

#include "codegen/compile.h"
#include "ops/infer.h"
#include "ops/registry.h"
#include "runtime/eager/compute.h"
#include "runtime/eager/engine.h"
#include "runtime/number.h"
#include "runtime/strides.h"

namespace duet {
namespace {

constexpr int kMaxOperands = 16;
constexpr int64_t kInline = 16384;  // elements up to which one thread computes in one kernel call

/// A formula with its kernels, for given operand dtypes.
struct Prepared {
  const ScalarKernel* formula = nullptr;
  const CompiledGroup* group = nullptr;
  uint64_t key = 0;
  uint64_t kernel_masks[4] = {~0ULL, ~0ULL, ~0ULL, ~0ULL};
  MapKernel kernels[4];

  const MapKernel& kernel(uint64_t mask) {
    MapKernel& slot = kernels[mask & 3];
    if (kernel_masks[mask & 3] != mask) {
      slot = map_kernel(*group, mask);
      kernel_masks[mask & 3] = mask;
    }
    return slot;
  }
};

void prepare(Prepared& prepared, const Op& op, std::span<const Value> args) {
  prepared.formula = &scalar_kernel(op, args, eager());
  prepared.group = &compile(map_group(prepared.formula->program));
  std::fill(std::begin(prepared.kernel_masks), std::end(prepared.kernel_masks), ~0ULL);
}

/// Kinds and dtypes of all arguments in one word, or 0 where an argument is another attribute.
uint64_t dtype_key(std::span<const Value> args) {
  uint64_t key = 1;
  if (args.size() > 10) return 0;
  for (const Value& arg : args) {
    if (arg.is_tensor())
      key = key << 6 | static_cast<uint64_t>(arg.tensor_rep()->dtype);
    else if (arg.is_number())
      key = key << 6 | (32 + static_cast<uint64_t>(arg.number_kind()));
    else if (arg.kind() == Value::Kind::kDType)
      key = key << 6 | (48 + static_cast<uint64_t>(arg.as_dtype()));
    else
      return 0;
  }
  return key;
}

bool has_attributes(const Op& op) {
  for (const Param& param : entry(op).schema.params)
    if (param.kind == ParamKind::kInt || param.kind == ParamKind::kBool) return true;
  return false;
}

/// The formula for these arguments: from this thread's table where dtypes alone decide.
Prepared& prepared_for(const Op& op, std::span<const Value> args, Prepared& scratch) {
  struct PerOp {
    bool keyed = false;
    bool known = false;
    Prepared ways[8];
  };
  thread_local std::vector<std::unique_ptr<PerOp>> table(registry().size());
  auto& slot = table[entry(op).id];
  if (!slot) slot = std::make_unique<PerOp>();
  if (!slot->known) {
    slot->keyed = !has_attributes(op);
    slot->known = true;
  }
  uint64_t key = slot->keyed ? dtype_key(args) : 0;
  if (key == 0) {
    prepare(scratch, op, args);
    return scratch;
  }
  Prepared& way = slot->ways[(key ^ key >> 6 ^ key >> 12) & 7];
  if (way.key != key) {
    prepare(way, op, args);
    way.key = key;
  }
  return way;
}

/// Operands of one call: tensors and encoded numbers.
struct Operands {
  SmallVector<Tensor, 4> tensors;  // null for numbers
  Element numbers[kMaxOperands];
  int count = 0;
};

void collect(const ScalarKernel& formula, std::span<const Value> args, Operands& operands) {
  for (int index : formula.operands) {
    const Value& arg = args[index];
    if (arg.is_tensor()) {
      operands.tensors.push_back(arg.as_tensor());
    } else {
      operands.tensors.push_back(Tensor());
      operands.numbers[operands.count] = encode(arg, formula.program.inputs[operands.count]);
    }
    ++operands.count;
  }
}

Ints broadcast_shape(const Op& op, std::span<const Value> args, const Operands& operands) {
  const Ints* shape = nullptr;
  bool equal = true;
  for (const Tensor& t : operands.tensors) {
    if (!t) continue;
    if (!shape)
      shape = &t.shape();
    else if (!(*shape == t.shape()))
      equal = false;
  }
  if (!shape) return {};  // Numbers alone.
  if (equal && op.infer.run == detail::infer_elementwise) return *shape;
  Call call(op, eager(), args);
  return op.infer.run(call)[0].sizes();
}

void run_strided(const Prepared& prepared, const Ints& shape, const Operands& operands,
                 std::span<Tensor> outputs) {
  Ints order = memory_order(outputs[0].layout());
  Ints extents;
  for (int64_t axis : order) extents.push_back(shape[axis]);
  size_t rank = shape.size();
  SmallVector<int64_t, 64> strides((operands.count + outputs.size()) * std::max<size_t>(rank, 1));
  SmallVector<Strided, 8> views;
  int64_t* at = strides.data();
  for (int i = 0; i < operands.count; ++i, at += rank) {
    const Tensor& t = operands.tensors[i];
    if (t)
      broadcast_strides(t.layout(), t.dtype(), shape, order, at);
    else
      std::fill(at, at + rank, 0);
    views.push_back({t ? t.data() : const_cast<uint64_t*>(operands.numbers[i].data()), at});
  }
  for (Tensor& output : outputs) {
    broadcast_strides(output.layout(), output.dtype(), shape, order, at);
    views.push_back({output.data(), at});
    at += rank;
  }
  std::span<const Strided> all(views.data(), views.size());
  run(*prepared.group, extents, 0, all.first(operands.count), all.subspan(operands.count));
}

/// One kernel call over contiguous memory, if all operands have the result's shape or one element.
bool run_contiguous(Prepared& prepared, int64_t count, const Operands& operands,
                    std::span<Tensor> outputs) {
  if (count > kInline) return false;
  void* pointers[kMaxOperands + 6];
  uint64_t mask = 0;
  for (int i = 0; i < operands.count; ++i) {
    const Tensor& t = operands.tensors[i];
    if (!t || t.count() == 1)
      mask |= uint64_t{1} << i;
    else if (!t.contiguous() || t.count() != count)
      return false;
    pointers[i] = t ? t.data() : const_cast<uint64_t*>(operands.numbers[i].data());
  }
  for (size_t k = 0; k < outputs.size(); ++k) {
    if (!outputs[k].contiguous()) return false;
    pointers[operands.count + k] = outputs[k].data();
  }
  if (count > 0) prepared.kernel(mask)(pointers, count);
  return true;
}

}  // namespace

Layout elementwise_layout(const Ints& shape, std::span<const Tensor> operands) {
  for (const Tensor& t : operands) {
    if (!t || !(t.shape() == shape)) continue;
    if (t.contiguous()) break;
    if (is_dense(t.layout())) return dense_in_order(shape, memory_order(t.layout()));
  }
  return contiguous(shape);
}

Values compute_scalar(const Op& op, std::span<const Value> args) {
  Prepared scratch;
  Prepared& prepared = prepared_for(op, args, scratch);
  Operands operands;
  collect(*prepared.formula, args, operands);
  Ints shape = broadcast_shape(op, args, operands);
  const std::vector<DType>& types = prepared.formula->program.output_types;
  SmallVector<Tensor, 2> outputs;
  bool updates = op.updates.argument[0] >= 0;
  if (updates) {
    for (size_t k = 0; k < types.size(); ++k) {
      const Value& target = args[op.updates.argument[k]];
      DUET_CHECK(target.tensor_rep()->dtype == types[k]);
      outputs.push_back(prepare_write(op, target));
    }
    for (Tensor& t : operands.tensors)
      for (const Tensor& output : outputs)
        if (t) t = apart_from(t, output);
  } else {
    Layout layout = elementwise_layout(shape, operands.tensors);
    for (DType type : types) {
      auto bytes = static_cast<size_t>(count(shape)) * size_of(type);
      outputs.push_back(Tensor(type, layout, Storage::make(Buffer::make(bytes))));
    }
  }
  std::span<Tensor> all(outputs.data(), outputs.size());
  if (!run_contiguous(prepared, count(shape), operands, all))
    run_strided(prepared, shape, operands, all);
  Values results;
  for (Tensor& output : outputs) results.push_back(std::move(output));
  return results;
}

}  // namespace duet
