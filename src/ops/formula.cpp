// Recording scalar bodies: one Program per operator, operand dtypes and attributes, kept for the
// life of the process.
#include <mutex>

#include "ops/registry.h"

namespace duet {

template <class T>
T S::attribute() const {
  if constexpr (std::is_same_v<T, bool>)
    return attribute_->as_bool();
  else if constexpr (std::is_same_v<T, DType>)
    return attribute_->as_dtype();
  else if constexpr (std::is_same_v<T, std::string_view>)
    return attribute_->as_string();
  else if constexpr (std::is_same_v<T, double>)
    return attribute_->as_float();
  else
    return static_cast<T>(attribute_->as_int());
}
template DUET_API bool S::attribute<bool>() const;
template DUET_API DType S::attribute<DType>() const;
template DUET_API std::string_view S::attribute<std::string_view>() const;
template DUET_API double S::attribute<double>() const;
template DUET_API int S::attribute<int>() const;
template DUET_API int64_t S::attribute<int64_t>() const;

namespace {

/// Whether the formula computes with this argument; the others decide what is recorded.
bool computed_with(const Param& param) {
  return param.kind == ParamKind::kTensor || param.kind == ParamKind::kOperand ||
         param.kind == ParamKind::kFloat || param.kind == ParamKind::kNumber;
}

/// Beside a bool a number is what it is alone.
DType number_dtype(NumberKind kind) { return promote(DType::kBool, kind); }

DType dtype_of(const Value& value, Dispatcher& dispatcher) {
  return value.is_tensor() ? value.tensor_rep()->dtype : dispatcher.type(value).dtype;
}

DType common_dtype(const Op& op, std::span<const Value> args, Dispatcher& dispatcher) {
  const auto& params = entry(op).schema.params;
  std::optional<DType> common;
  const size_t first = op.promote == Promote::kRest ? 1 : 0;
  for (size_t i = first; i < args.size(); ++i)
    if (args[i].is_tensor() || args[i].is_node()) {
      DType own = dtype_of(args[i], dispatcher);
      common = common ? promote(*common, own) : own;
    }
  for (size_t i = first; i < args.size(); ++i) {
    if (!args[i].is_number() || params[i].kind != ParamKind::kOperand) continue;
    NumberKind kind = args[i].number_kind();
    common = common ? promote(*common, kind) : number_dtype(kind);
  }
  if (!common) DUET_BUG("{} has no operand", op.name);
  if (op.promote == Promote::kFloat && (is_int(*common) || is_bool(*common)))
    return DType::kFloat32;
  return *common;
}

/// Operand `index` of the program, as stored; halves are widened.
S input(Recorder& recorder, uint16_t index, DType stored) {
  DType part = real_part(stored);
  Emitter::Id real = recorder.emit(Instr::kInput, part, index, 0);
  if (is_complex(stored))
    return {&recorder, stored, real, recorder.emit(Instr::kInput, part, index, 1)};
  return {&recorder, stored, recorder.emit(Instr::kConvert, computing(stored), real)};
}

Program finish(Recorder& recorder, std::vector<S> results, S like) {
  std::vector<Emitter::Id> outputs;
  std::vector<DType> types;
  for (S result : results) {
    if (result.is_literal()) result = scalar::constant(like, result.literal());
    types.push_back(result.dtype());
    if (is_complex(result.dtype())) {
      outputs.push_back(result.real().id());
      outputs.push_back(result.imag().id());
    } else {
      outputs.push_back(recorder.emit(Instr::kConvert, result.dtype(), result.id()));
    }
  }
  return recorder.finish(std::move(outputs), std::move(types));
}

std::unique_ptr<ScalarKernel> record(const Op& op, std::span<const Value> args,
                                     Dispatcher& dispatcher) {
  const auto& params = entry(op).schema.params;
  auto kernel = std::make_unique<ScalarKernel>();
  kernel->common = common_dtype(op, args, dispatcher);
  std::vector<DType> stored;
  for (size_t i = 0; i < params.size(); ++i) {
    if (!computed_with(params[i])) continue;
    kernel->operands.push_back(static_cast<int>(i));
    bool number = args[i].is_number();
    DType own = !number                        ? dtype_of(args[i], dispatcher)
                : op.promote == Promote::kNone ? number_dtype(args[i].number_kind())
                                               : kernel->common;
    stored.push_back(number ? computing(own) : own);
  }
  Recorder recorder(stored);
  std::vector<S> operands;
  for (size_t i = 0, k = 0; i < params.size(); ++i) {
    if (!computed_with(params[i])) {
      operands.emplace_back(&args[i]);
      continue;
    }
    S operand = input(recorder, static_cast<uint16_t>(k), stored[k]);
    bool keeps = op.promote == Promote::kNone || (op.promote == Promote::kRest && i == 0);
    ++k;
    operands.push_back(keeps ? operand : scalar::cast(operand, kernel->common));
  }
  if (static_cast<int>(operands.size()) < op.body.operands)
    DUET_BUG("the formula of {} has more parameters than its schema", op.name);
  std::vector<S> results;
  op.body.scalar(operands, results);
  kernel->program = finish(recorder, std::move(results), operands[kernel->operands[0]]);
  return kernel;
}

std::string kernel_key(const Op& op, std::span<const Value> args, Dispatcher& dispatcher) {
  const auto& params = entry(op).schema.params;
  std::string key;
  for (size_t i = 0; i < args.size(); ++i) {
    if (!computed_with(params[i]))
      key += describe(args[i]) + ";";
    else if (args[i].is_number())
      key += static_cast<char>('A' + static_cast<int>(args[i].number_kind()));
    else
      key += static_cast<char>('a' + static_cast<int>(dtype_of(args[i], dispatcher)));
  }
  return key;
}

template <class Make>
const ScalarKernel& remember(const OpEntry& entry, const std::string& key, Make make) {
  {
    std::shared_lock lock(entry.mutex);
    if (auto found = entry.kernels.find(key); found != entry.kernels.end()) return *found->second;
  }
  auto kernel = make();
  std::unique_lock lock(entry.mutex);
  return *entry.kernels.try_emplace(key, std::move(kernel)).first->second;
}

}  // namespace

const ScalarKernel& scalar_kernel(const Op& op, std::span<const Value> args,
                                  Dispatcher& dispatcher) {
  return remember(entry(op), kernel_key(op, args, dispatcher),
                  [&] { return record(op, args, dispatcher); });
}

const ScalarKernel& reduce_kernel(const Op& op, DType input_dtype) {
  return remember(entry(op), std::string(1, static_cast<char>('a' + static_cast<int>(input_dtype))),
                  [&] {
                    auto kernel = std::make_unique<ScalarKernel>();
                    kernel->common = input_dtype;
                    kernel->operands = {0};
                    Recorder recorder({input_dtype});
                    S operand = input(recorder, 0, input_dtype);
                    S mapped = op.body.map(operand);
                    // Halves are folded in float32; the result is rounded once, at the end.
                    kernel->common = mapped.dtype();
                    DType wide = computing(mapped.dtype());
                    std::vector<Emitter::Id> outputs{mapped.real().id()};
                    if (is_complex(wide)) outputs.push_back(mapped.imag().id());
                    kernel->program = recorder.finish(std::move(outputs), {wide});
                    return kernel;
                  });
}

}  // namespace duet
