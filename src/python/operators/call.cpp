// Running operators, with or without the interpreter lock.
#include "python/operators/call.h"

#include "python/operators/convert.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

/// About 20 microseconds: of elements for loops over them, of elements for a kernel of unknown
/// cost.
constexpr int64_t kElementwiseLimit = 1 << 16;
constexpr int64_t kKernelLimit = 1 << 11;

int64_t elements(std::span<const Value> args) {
  int64_t most = 0;
  for (const Value& arg : args) {
    if (arg.is_tensor())
      most = std::max(most, arg.tensor_rep()->count);
    else if (arg.is_list())
      most = std::max(most, elements(arg.as_list()));
  }
  return most;
}

bool is_long(const Op& op, std::span<const Value> args) {
  if (op.body.is(BodyKind::kView)) return false;
  bool kernel = op.body.is(BodyKind::kKernel) || op.body.is(BodyKind::kDecompose);
  return elements(args) > (kernel ? kKernelLimit : kElementwiseLimit);
}

class Unlocked {
 public:
  Unlocked() : state_(PyEval_SaveThread()) {}
  ~Unlocked() { PyEval_RestoreThread(state_); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  PyThreadState* state_;
};

}  // namespace

Values run_op(const Op& op, std::span<const Value> args) {
  if (tracer() || !is_long(op, args)) return current().apply(op, args);
  Unlocked unlocked;
  return current().apply(op, args);
}

PyObject* call_op(const Op& op, std::span<const Value> args) { return to_python(run_op(op, args)); }

}  // namespace duet::python
