// The step of such a stretch: code for the layouts that arrive, made when they arrive first; and
// the ordinary program, for what has no code and where the code cannot go on.
#include "runtime/program/control/control.h"

#include <algorithm>
#include <atomic>
#include <cstring>
#include <exception>
#include <mutex>

#include "runtime/program/control/lower.h"
#include "runtime/strides.h"

namespace duet {
namespace {

constexpr int kMostCodes = 8;
constexpr int64_t kTicks = int64_t{1} << 20;  // some milliseconds
constexpr int64_t kFirstStack = int64_t{1} << 16, kMostStack = int64_t{1} << 31;
constexpr int64_t kInlineMemory = 4096;

struct Code {
  std::vector<Value> types;
  const ControlRoutine* routine = nullptr;  // null: the ordinary way
  std::vector<ControlItem> results;
  int64_t memory = 0, inputs = 0;
  mutable std::atomic<int64_t> stack{0};  // bytes for residuals: as many as the last call took
  mutable std::atomic<int> runs{0}, left{0};
  Code* next = nullptr;
};

/// A call that asks the host from time to time.
struct PolledCall {
  ControlCall call;
  HostHook* host;
  std::exception_ptr stopped;

  /// Nothing may be thrown through generated code.
  static int64_t poll(ControlCall* call) {
    auto* self = reinterpret_cast<PolledCall*>(call);
    call->ticks = kTicks;
    try {
      if (self->host) self->host->poll();
    } catch (...) {
      self->stopped = std::current_exception();
      return 1;
    }
    return 0;
  }
};

void put_input(const Value& value, char* to) {
  if (value.is_tensor()) {
    Tensor tensor = value.as_tensor();
    size_t size = size_of(tensor.dtype());
    if (tensor.contiguous()) {
      std::memcpy(to, tensor.data(), size * tensor.count());
      return;
    }
    const char* from = static_cast<const char*>(tensor.storage()->data());
    for (int64_t element : elements_of(tensor.layout(), memory_order(tensor.layout()))) {
      std::memcpy(to, from + element * static_cast<int64_t>(size), size);
      to += size;
    }
  } else if (value.kind() == Value::Kind::kFloat) {
    double number = value.as_float();
    std::memcpy(to, &number, sizeof(number));
  } else {
    // Of a bool the first byte is read.
    int64_t number = value.as_int();
    std::memcpy(to, &number, sizeof(number));
  }
}

/// Puts a result together from the slots, in order.
class ResultReader {
 public:
  ResultReader(const ControlSpec& spec, const char* at) : spec_(spec), at_(at) {}

  Value read(const ControlItem& item) {
    if (item.kind == ControlItem::Kind::kConstant) return item.constant;
    if (item.kind == ControlItem::Kind::kParts) {
      Values parts;
      for (const ControlItem& part : item.parts) parts.push_back(read(part));
      return parts;
    }
    const ControlRegister& type = spec_.registers[item.reg];
    const char* from = at_;
    at_ += bytes_of(type);
    if (item.kind == ControlItem::Kind::kTensor) {
      size_t bytes = type.count * size_of(type.type);
      Tensor tensor(type.type, item.layout, Storage::make(Buffer::make(bytes)));
      std::memcpy(tensor.data(), from, bytes);
      return tensor;
    }
    if (type.type == DType::kBool) return *from != 0;
    if (type.type == DType::kFloat64) return number<double>(from);
    return number<int64_t>(from);
  }

 private:
  template <class T>
  static T number(const char* from) {
    T value{};
    std::memcpy(&value, from, sizeof(value));
    return value;
  }
  const ControlSpec& spec_;
  const char* at_;
};

class ControlSegment final : public ProgramStep {
 public:
  ControlSegment(ir::Graph graph, std::vector<int64_t> outputs, std::vector<int64_t> dead)
      : graph_(std::move(graph)), outputs_(std::move(outputs)), dead_(std::move(dead)) {}
  ~ControlSegment() override {
    for (Code* code = codes_.load(); code;) delete std::exchange(code, code->next);
  }
  ControlSegment(const ControlSegment&) = delete;
  ControlSegment& operator=(const ControlSegment&) = delete;

  void run(ProgramFrame& frame) const override {
    const Code& code = code_for(frame);
    Values results;
    if (!often_left(code) && run(code, frame, results)) return finish(frame, results);
    Values inputs;
    for (const ir::Input& input : graph_.inputs) inputs.push_back(frame.slots[input.value]);
    results = ordinary().run(inputs, frame.host);
    finish(frame, results);
  }

  std::string describe() const override {
    std::string text = fmt::format("control over {} nodes", graph_.nodes.size());
    for (const Code* code = codes_.load(); code; code = code->next)
      text += code->routine ? "\n  one function" : "\n  " + ordinary().describe();
    return text;
  }

 private:
  void finish(ProgramFrame& frame, Values& results) const {
    for (size_t k = 0; k < outputs_.size(); ++k) frame.slots[outputs_[k]] = std::move(results[k]);
    for (int64_t value : dead_) frame.slots[value] = Value();
  }

  static bool often_left(const Code& code) {
    int left = code.left.load(std::memory_order_relaxed);
    return !code.routine || (left > 16 && left > code.runs.load(std::memory_order_relaxed) / 2);
  }

  bool fits(const Code& code, const ProgramFrame& frame) const {
    if (code.types.empty() && !graph_.inputs.empty()) return true;
    for (size_t i = 0; i < graph_.inputs.size(); ++i) {
      const Value& value = frame.slots[graph_.inputs[i].value];
      const Value& known = code.types[i];
      if (value.kind() != known.kind()) return false;
      if (!value.is_tensor()) continue;
      const TensorRep& rep = *value.tensor_rep();
      const TensorRep& type = *known.tensor_rep();
      if (rep.dtype != type.dtype || rep.contiguous != type.contiguous ||
          !(rep.layout.shape == type.layout.shape) ||
          (!rep.contiguous && !(rep.layout.strides == type.layout.strides)))
        return false;
    }
    return true;
  }

  const Code& code_for(const ProgramFrame& frame) const {
    int count = 0;
    for (const Code* code = codes_.load(std::memory_order_acquire); code; code = code->next)
      if (fits(*code, frame)) return *code;
    std::lock_guard lock(mutex_);
    for (const Code* code = codes_.load(); code; code = code->next, ++count)
      if (fits(*code, frame)) return *code;
    auto made = std::make_unique<Code>();
    // Layouts that change at every call take the ordinary way: a code without types fits all.
    if (count < kMostCodes) make(frame, *made);
    made->next = codes_.load();
    codes_.store(made.get(), std::memory_order_release);
    return *made.release();
  }

  void make(const ProgramFrame& frame, Code& code) const {
    for (const ir::Input& input : graph_.inputs) {
      const Value& value = frame.slots[input.value];
      if (value.is_tensor()) {
        const TensorRep& rep = *value.tensor_rep();
        code.types.emplace_back(Tensor(rep.dtype, rep.layout, Ref<Storage>()));
      } else {
        code.types.push_back(value);
      }
    }
    auto lowered = lower_control(graph_, code.types);
    if (!lowered) return;
    for (int r : lowered->spec.inputs) code.inputs += bytes_of(lowered->spec.registers[r]);
    code.memory = code.inputs;
    for (int r : lowered->spec.main.results) code.memory += bytes_of(lowered->spec.registers[r]);
    code.results = std::move(lowered->results);
    code.routine = &control_routine(std::move(lowered->spec));
  }

  /// False where the ordinary way has to be taken.
  bool run(const Code& code, ProgramFrame& frame, Values& results) const {
    alignas(64) char some[kInlineMemory];
    Ref<Buffer> more;
    char* memory = some;
    if (code.memory > kInlineMemory) {
      more = Buffer::make(code.memory);
      memory = static_cast<char*>(more->data());
    }
    const ControlSpec& spec = code.routine->spec;
    char* at = memory;
    for (size_t i = 0; i < graph_.inputs.size(); ++i) {
      put_input(frame.slots[graph_.inputs[i].value], at);
      at += bytes_of(spec.registers[spec.inputs[i]]);
    }
    code.runs.fetch_add(1, std::memory_order_relaxed);
    if (call(code, frame, memory) != ControlEnd::kDone) {
      code.left.fetch_add(1, std::memory_order_relaxed);
      return false;
    }
    ResultReader reader(spec, memory + code.inputs);
    for (const ControlItem& item : code.results) results.push_back(reader.read(item));
    return true;
  }

  /// Residuals that do not fit: once more with more room.
  static ControlEnd call(const Code& code, const ProgramFrame& frame, char* memory) {
    int64_t bytes = code.stack.load(std::memory_order_relaxed);
    for (; bytes <= kMostStack; bytes = std::max(bytes * 4, kFirstStack)) {
      Ref<Buffer> stack;
      if (bytes > 0) stack = Buffer::make(bytes);
      PolledCall polled{{memory, stack ? static_cast<char*>(stack->data()) : nullptr, bytes,
                         kControlStackStart, kTicks, PolledCall::poll},
                        frame.host,
                        nullptr};
      ControlEnd end = (*code.routine)(polled.call);
      if (polled.stopped) std::rethrow_exception(polled.stopped);
      if (end == ControlEnd::kFull) continue;
      code.stack.store(bytes, std::memory_order_relaxed);
      return end;
    }
    return ControlEnd::kLeft;
  }

  const GraphProgram& ordinary() const {
    std::call_once(once_, [this] { ordinary_ = build_program(graph_, false); });
    return *ordinary_;
  }

  ir::Graph graph_;  // the stretch alone
  std::vector<int64_t> outputs_, dead_;
  mutable std::mutex mutex_;
  mutable std::once_flag once_;
  mutable std::shared_ptr<const GraphProgram> ordinary_;
  // Grows at the front, never shrinks: reading takes no lock.
  mutable std::atomic<Code*> codes_{nullptr};
};

}  // namespace

std::unique_ptr<ProgramStep> make_control(const ir::Graph& graph,
                                          const std::vector<const ir::Node*>& nodes,
                                          std::vector<int64_t> outputs, std::vector<int64_t> dead) {
  ir::Graph stretch = graph;
  stretch.inputs.clear();
  stretch.nodes.clear();
  std::vector<bool> known(graph.value_count());
  for (const ir::Node* node : nodes) {
    for (const Value& arg : node->args)
      ir::each_node(arg, [&](int64_t value) {
        if (known[value]) return;
        known[value] = true;
        stretch.inputs.push_back({value, "", graph.type(value), false});
      });
    for (size_t k = 0; k < node->types.size(); ++k)
      known[node->first + static_cast<int64_t>(k)] = true;
    stretch.nodes.push_back(*node);
  }
  stretch.results.clear();
  for (int64_t value : outputs) stretch.results.push_back(Value::node(value));
  return std::make_unique<ControlSegment>(std::move(stretch), std::move(outputs), std::move(dead));
}

}  // namespace duet
