// Which code serves the layouts that arrive; made when they arrive first.
#include "runtime/program/segment.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>

#include "runtime/program/code.h"

namespace duet {
namespace {

using ir::NodeKind;

constexpr int kMostCodes = 16;  // layouts that change at every call run node by node

/// Values that the nodes read but do not make.
std::vector<int64_t> inputs_of(const std::vector<const ir::Node*>& nodes) {
  std::set<int64_t> made;
  std::vector<int64_t> inputs;
  for (const ir::Node* node : nodes) {
    for (size_t k = 0; k < node->args.size(); ++k) {
      // The target of a commit is a storage, not a value.
      if (node->kind == NodeKind::kCommit && k == 0) continue;
      ir::each_node(node->args[k], [&](int64_t value) {
        if (!made.contains(value) && std::ranges::count(inputs, value) == 0)
          inputs.push_back(value);
      });
    }
    for (size_t k = 0; k < node->types.size(); ++k)
      made.insert(node->first + static_cast<int64_t>(k));
  }
  return inputs;
}

class Segment final : public ProgramStep {
 public:
  explicit Segment(SegmentRequest request)
      : request_(std::move(request)), inputs_(inputs_of(request_.nodes)) {}
  ~Segment() override {
    for (Code* code = codes_.load(); code;) delete std::exchange(code, code->next);
  }
  Segment(const Segment&) = delete;
  Segment& operator=(const Segment&) = delete;

  void run(ProgramFrame& frame) const override {
    for (const Code* code = codes_.load(std::memory_order_acquire); code; code = code->next)
      if (fits(*code, frame)) return run(*code, frame);
    run(make(frame), frame);
  }

  std::string describe() const override {
    std::string text = fmt::format("segment of {} nodes", request_.nodes.size());
    for (const Code* code = codes_.load(); code; code = code->next)
      text += "\n" + (code->code ? code->code->describe() : "  node by node");
    return text;
  }

 private:
  struct Code {
    std::vector<Tensor> types;
    std::unique_ptr<SegmentCode> code;  // null: node by node
    Code* next;
  };

  bool fits(const Code& code, const ProgramFrame& frame) const {
    for (size_t i = 0; i < inputs_.size(); ++i) {
      const Value& value = frame.slots[inputs_[i]];
      if (!value.is_tensor()) return !code.code;
      const TensorRep& rep = *value.tensor_rep();
      const TensorRep& type = *code.types[i].rep();
      if (rep.dtype != type.dtype || rep.contiguous != type.contiguous ||
          !(rep.layout.shape == type.layout.shape))
        return false;
      if (!type.contiguous && !(rep.layout.strides == type.layout.strides)) return false;
    }
    auto in_blocks = code.code ? code.code->in_blocks() : std::nullopt;
    return !in_blocks || *in_blocks != updates_lent(frame);
  }

  /// Whether others look at a state that is updated here: it would be made plain at each call.
  bool updates_lent(const ProgramFrame& frame) const {
    return std::ranges::any_of(request_.nodes, [&](const ir::Node* node) {
      if (node->kind != NodeKind::kCommit) return false;
      const Value& state = frame.inputs[request_.states->input_of[node->args[0].as_node()]];
      return state.is_tensor() && state.tensor_rep()->storage->lent();
    });
  }

  void run(const Code& code, ProgramFrame& frame) const {
    if (code.code) return code.code->run(frame);
    // Node by node every value has a slot.
    ProgramFrame inner{frame.inputs, frame.host, ProgramSlots(request_.graph->value_count())};
    for (int64_t value : inputs_) inner.slots[value] = frame.slots[value];
    for (int64_t value : request_.dead)
      if (std::ranges::count(inputs_, value) > 0) frame.slots[value] = Value();
    for (const auto& step : request_.steps) step->run(inner);
    for (int64_t value : request_.outputs) frame.slots[value] = inner.slots[value];
  }

  const Code& make(const ProgramFrame& frame) const {
    std::lock_guard lock(mutex_);
    int count = 0;
    for (Code* code = codes_.load(); code; code = code->next, ++count)
      if (fits(*code, frame)) return *code;
    auto made = std::make_unique<Code>();
    bool tensors = true;
    for (int64_t input : inputs_) {
      const Value& value = frame.slots[input];
      tensors = tensors && value.is_tensor();
      if (!tensors) break;
      const TensorRep& rep = *value.tensor_rep();
      made->types.emplace_back(rep.dtype, rep.layout, Ref<Storage>());
    }
    if (count >= kMostCodes) return node_by_node();
    try {
      if (tensors) made->code = make_code(request_, inputs_, made->types, !updates_lent(frame));
    } catch (const Error&) {
      // Shapes that do not fit: node by node it is said where.
      made->code = nullptr;
    }
    made->next = codes_.load();
    codes_.store(made.get(), std::memory_order_release);
    return *made.release();
  }

  const Code& node_by_node() const {
    static const Code none{{}, nullptr, nullptr};
    return none;
  }

  SegmentRequest request_;
  std::vector<int64_t> inputs_;
  mutable std::mutex mutex_;
  // Grows at the front, never shrinks: reading takes no lock.
  mutable std::atomic<Code*> codes_{nullptr};
};

bool known(const ir::Type& type) {
  return type.is_tensor() && type.rank_known() && type.dtype_known();
}

}  // namespace

bool fits_segment(const ir::Graph& graph, const ir::Node& node) {
  bool tensors = true, complete = true;
  for (const Value& arg : node.args)
    ir::each_node(arg, [&](int64_t value) {
      tensors = tensors && known(graph.type(value));
      complete = complete && tensors && graph.type(value).as_tensor().known();
    });
  if (!tensors) return false;
  switch (node.kind) {
    case NodeKind::kApply:
      // Extents that only the elements decide are known when it has run.
      return std::ranges::all_of(node.types, [&](const ir::Type& type) {
        return known(type) && (!complete || type.as_tensor().known());
      });
    case NodeKind::kLeaf:
      return true;
    case NodeKind::kCheck:
      return node.op != nullptr;
    case NodeKind::kCommit:
      return node.args[1].is_node();
    default:
      return false;
  }
}

std::unique_ptr<ProgramStep> make_segment(SegmentRequest request) {
  return std::make_unique<Segment>(std::move(request));
}

}  // namespace duet
