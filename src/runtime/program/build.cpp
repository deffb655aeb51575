// From the nodes of a segment to instructions with addresses: lowering, fusion, the order of
// updates, memory, kernels.
#include <algorithm>
#include <map>

#include "base/parallel.h"
#include "base/switches.h"
#include "ops/deferred.h"
#include "ops/ops.h"
#include "ops/trace.h"
#include "runtime/program/operations.h"
#include "runtime/program/region.h"

namespace duet {

using ir::NodeKind;

static constexpr int64_t kInline =
    16384;  // elements up to which one thread computes in one kernel call

/// Whether an operator may refuse what it is given when it runs. Of these few it is known that they
/// do not, and states may be written before they run.
static bool may_raise(const OpWork& work) {
  static constexpr const Op* kNever[] = {&ops::matmul,           &ops::dense,
                                         &ops::convolution,      &ops::convolution_input_grad,
                                         &ops::max_pooling_grad, &ops::axis_index,
                                         &ops::concat_same,      &ops::convolution_weight_grad,
                                         &ops::max_pooling,      &ops::avg_pooling,
                                         &ops::avg_pooling_grad};
  return work.only_check || std::ranges::find(kNever, work.op) == std::end(kNever);
}

class CodeBuilder {
 public:
  CodeBuilder(const SegmentRequest& request, std::span<const int64_t> inputs,
              std::span<const Tensor> types, bool blocks)
      : request_(request), blocks_(blocks), code_(std::make_unique<LaidOutCode>()) {
    code_->inputs_.assign(inputs.begin(), inputs.end());
    code_->addressed_.assign(inputs.size(), false);
    for (size_t i = 0; i < inputs.size(); ++i) values_[inputs[i]] = lowering_.input(types[i]);
  }
  std::unique_ptr<SegmentCode> build();

 private:
  bool lower();
  void choose_blocks();
  size_t region_end(size_t first) const;
  bool lower_region(size_t first, size_t end);
  bool lower_node(const ir::Node& node);
  Value mapped(const Value& value) const;
  Values mapped(const Values& values) const;
  void collect_instructions();
  void update_early(std::vector<Cluster>& clusters) const;
  bool stays_before(const Cluster& earlier, const Cluster& update) const;
  int donation(const CommitTo& commit) const;
  void place();
  void add_operation(const Instruction& instruction, std::vector<bool>& begun);
  void place_group(const Instruction& instruction, Operation& operation);
  void choose_kernel(const Instruction& instruction, Operation& operation);
  void generate_kernels();
  void generate(Operation& operation);
  int root_of(const Value& value) const { return code_->lowered_.values[value.as_node()].root; }

  const SegmentRequest& request_;
  bool blocks_;
  std::unique_ptr<LaidOutCode> code_;
  Lowering lowering_;
  void note_readers();

  std::map<int64_t, Value> values_;  // by graph value
  /// A result of the segment is read behind all nodes.
  ValueReaders readers_;
  std::vector<Instruction> instructions_;
  std::vector<bool> escapes_;  // roots that outlive the segment
};

Value CodeBuilder::mapped(const Value& value) const {
  return ir::map_nodes(value, [this](int64_t v) { return values_.at(v); });
}

Values CodeBuilder::mapped(const Values& values) const {
  Values result;
  for (const Value& value : values) result.push_back(mapped(value));
  return result;
}

void CodeBuilder::note_readers() {
  for (size_t i = 0; i < request_.nodes.size(); ++i) readers_.note(*request_.nodes[i], i);
  for (int64_t value : request_.outputs) readers_.note(value, request_.nodes.size());
}

/// One past the last node of the region that begins here.
size_t CodeBuilder::region_end(size_t first) const {
  int region = request_.nodes[first]->region;
  size_t end = first + 1;
  while (region > 0 && end < request_.nodes.size() && request_.nodes[end]->region == region &&
         request_.nodes[end]->kind == NodeKind::kApply)
    ++end;
  return end;
}

bool CodeBuilder::lower_region(size_t first, size_t end) {
  auto nodes = std::span(request_.nodes).subspan(first, end - first);
  lowering_.set_node(*nodes[0]);
  return duet::lower_region(
      lowering_, nodes, [&](int64_t value) { return readers_.outside(value, first, end); },
      values_);
}

bool CodeBuilder::lower_node(const ir::Node& node) {
  Values args = mapped(node.args);
  lowering_.set_node(node, args);
  if (node.kind == NodeKind::kLeaf) {
    values_[node.first] = args[0];
    return true;
  }
  if (node.kind == NodeKind::kCheck) {
    // What does not fit is refused here already: node by node it is said where.
    unless_extents_are_asked([&] { return infer(*node.op, args, lowering_); });
    lowering_.check(*node.op, args);
    return true;
  }
  // Extents that only the elements decide.
  if (!node.op->body.is(BodyKind::kDecompose)) {
    Call call(*node.op, lowering_, args);
    for (const TensorType& type : node.op->infer.run(call))
      if (!type.known()) return false;
  }
  auto results = lowering_.try_apply(*node.op, args);
  if (!results) return false;
  for (size_t k = 0; k < node.types.size(); ++k)
    values_[node.first + static_cast<int64_t>(k)] = (*results)[k];
  return true;
}

bool CodeBuilder::lower() {
  note_readers();
  const auto& nodes = request_.nodes;
  for (size_t i = 0; i < nodes.size();) {
    if (nodes[i]->kind == NodeKind::kCommit) {
      int state = request_.states->input_of[nodes[i]->args[0].as_node()];
      DUET_CHECK(state >= 0);
      code_->commits_.push_back(
          {state, static_cast<int>(values_.at(nodes[i]->args[1].as_node()).as_node()), -1,
           request_.graph->inputs[state].value});
      ++i;
      continue;
    }
    bool region = nodes[i]->kind == NodeKind::kApply && nodes[i]->region > 0;
    size_t end = region ? region_end(i) : i + 1;
    if (region ? !lower_region(i, end) : !lower_node(*nodes[i])) return false;
    i = end;
  }
  return true;
}

/// Whether `update`, which makes states' new values, must run behind this cluster: it needs what
/// the cluster makes, or would overwrite an old value that it reads, or what it refuses must not
/// happen.
bool CodeBuilder::stays_before(const Cluster& earlier, const Cluster& update) const {
  const Lowered& lowered = code_->lowered_;
  if (earlier.op && may_raise(*earlier.op)) return true;
  std::vector<int> reads, makes;
  auto collect = [&](const Cluster& cluster, std::vector<int>& read, std::vector<int>& made) {
    for (const Member& member : cluster.members) {
      for (const MemoryAccess& access : member.operands) read.push_back(access.root);
      for (const MemoryAccess& access : member.outputs) made.push_back(access.root);
    }
    if (!cluster.op) return;
    for (const Value& arg : cluster.op->args)
      ir::each_node(arg, [&](int64_t v) { read.push_back(lowered.values[v].root); });
    for (int value : cluster.op->results) made.push_back(lowered.values[value].root);
  };
  std::vector<int> read, made;
  collect(update, reads, makes);
  collect(earlier, read, made);
  auto among = [](const std::vector<int>& list, int root) {
    return std::ranges::find(list, root) != list.end();
  };
  if (std::ranges::any_of(made, [&](int root) { return root >= 0 && among(reads, root); }))
    return true;
  for (const CommitTo& commit : code_->commits_) {
    auto old = values_.find(commit.old);
    if (old != values_.end() && among(makes, lowered.values[commit.value].root) &&
        among(read, root_of(old->second)))
      return true;
  }
  return false;
}

/// A state's new value is computed as soon as it can be: its gradient need not be kept.
void CodeBuilder::update_early(std::vector<Cluster>& clusters) const {
  std::vector<bool> committed(code_->lowered_.roots.size());
  for (const CommitTo& commit : code_->commits_)
    committed[code_->lowered_.values[commit.value].root] = true;
  for (size_t c = 0; c < clusters.size(); ++c) {
    bool updates = !clusters[c].op;
    for (const Member& member : clusters[c].members)
      for (const MemoryAccess& access : member.outputs) updates = updates && committed[access.root];
    size_t to = c;
    while (updates && to > 0 && !stays_before(clusters[to - 1], clusters[c])) --to;
    std::rotate(clusters.begin() + static_cast<int64_t>(to),
                clusters.begin() + static_cast<int64_t>(c),
                clusters.begin() + static_cast<int64_t>(c) + 1);
  }
}

void CodeBuilder::choose_blocks() {
  const Lowered& lowered = code_->lowered_;
  RootBlocks& all = code_->blocks_;
  all.resize(lowered.roots.size());
  if (switched(Switch::kNoReuse)) return;
  std::vector<StateUpdate> updates;
  std::vector<int> outside;
  for (auto [graph_value, value] : code_->outputs_) outside.push_back(lowered.values[value].root);
  for (const CommitTo& commit : code_->commits_) {
    auto old = values_.find(commit.old);
    updates.push_back({old == values_.end() ? -1 : root_of(old->second), commit.value});
  }
  RootBlocks wanted = duet::choose_blocks(lowered, updates, outside);
  if (std::ranges::none_of(wanted, [](const auto& blocks) { return blocks.has_value(); })) return;
  code_->in_blocks_ = blocks_;
  if (blocks_) all = std::move(wanted);
}

void CodeBuilder::collect_instructions() {
  const Lowered& lowered = code_->lowered_;
  escapes_.assign(lowered.roots.size(), false);
  for (auto [graph_value, value] : code_->outputs_) escapes_[lowered.values[value].root] = true;
  for (const CommitTo& commit : code_->commits_) escapes_[lowered.values[commit.value].root] = true;
  auto clusters = merge(lowered, escapes_);
  if (!switched(Switch::kNoReuse)) update_early(clusters);
  // Who reads each root: its own cluster alone, or others too.
  std::vector<std::vector<size_t>> readers(lowered.roots.size());
  for (size_t c = 0; c < clusters.size(); ++c) {
    for (const Member& member : clusters[c].members)
      for (const MemoryAccess& access : member.operands)
        if (access.root >= 0) readers[access.root].push_back(c);
    if (!clusters[c].op) continue;
    for (const Value& arg : clusters[c].op->args)
      ir::each_node(arg, [&](int64_t v) { readers[lowered.values[v].root].push_back(c); });
  }
  for (size_t c = 0; c < clusters.size(); ++c) {
    Instruction instruction{clusters[c].op, clusters[c].space, clusters[c].row_axes, {}};
    if (!clusters[c].op) {
      std::vector<bool> needed = escapes_;
      for (const Member& member : clusters[c].members)
        for (const MemoryAccess& access : member.outputs)
          for (size_t reader : readers[access.root])
            if (reader != c) needed[access.root] = true;
      instruction.group = emit(clusters[c], needed);
    }
    instructions_.push_back(std::move(instruction));
  }
}

/// The root to be computed in the state's memory, if nothing reads the old value behind that and
/// nothing can fail.
int CodeBuilder::donation(const CommitTo& commit) const {
  const Lowered& lowered = code_->lowered_;
  int64_t old = commit.old;
  auto input = std::ranges::find(code_->inputs_, old);
  const LoweredValue& value = lowered.values[commit.value];
  const Root& root = lowered.roots[value.root];
  bool dies = std::ranges::count(request_.dead, old) > 0;
  if (switched(Switch::kNoReuse) || !request_.last_to_raise || !dies ||
      input == code_->inputs_.end() || root.kind != Root::Kind::kComputed ||
      root.value != commit.value || !value.type.contiguous())
    return -1;
  int from = root_of(values_.at(old));
  const Tensor& type = lowered.values[lowered.roots[from].value].type;
  if (!(type.layout() == value.type.layout()) || type.dtype() != value.type.dtype() ||
      escapes_[from])
    return -1;
  for (auto [graph_value, output] : code_->outputs_)
    if (lowered.values[output].root == value.root) return -1;
  int commits = 0;
  for (const CommitTo& other : code_->commits_)
    if (lowered.values[other.value].root == value.root || other.state == commit.state) ++commits;
  if (commits > 1) return -1;
  bool begun = false;
  for (const Instruction& instruction : instructions_) {
    bool writes = false, reads = false;
    each_write(lowered, instruction, [&](int r) { writes = writes || r == value.root; });
    each_read(lowered, instruction, [&](int r) { reads = reads || r == from; });
    if (begun && (reads || (instruction.op && may_raise(*instruction.op)))) return -1;
    if (!writes) continue;
    begun = true;
    if (instruction.op) return -1;
    for (size_t k = 0; k < instruction.group.outputs.size(); ++k)
      if (instruction.group.outputs[k].root == value.root &&
          !may_overwrite(instruction.group, k, from))
        return -1;
  }
  return begun ? value.root : -1;
}

void CodeBuilder::place() {
  const Lowered& lowered = code_->lowered_;
  ArenaPlan arena = plan_arena(lowered, instructions_, escapes_);
  // Operators see values without elements there too.
  bool operators =
      std::ranges::any_of(instructions_, [](const auto& i) { return i.op != nullptr; });
  code_->arena_bytes_ = std::max<size_t>(arena.bytes, operators ? 64 : 0);
  code_->homes_.resize(lowered.roots.size());
  code_->own_.assign(lowered.roots.size(), -1);
  int inputs = static_cast<int>(code_->inputs_.size());
  for (size_t r = 0; r < lowered.roots.size(); ++r) {
    const Root& root = lowered.roots[r];
    Location& home = code_->homes_[r];
    if (root.kind == Root::Kind::kInput) {
      home = {kFirstBase + root.index, 0};
    } else if (root.kind == Root::Kind::kTensor) {
      home = {kFixed, reinterpret_cast<int64_t>(lowered.tensors[root.index].data())};
    } else if (escapes_[r]) {
      code_->own_[r] = code_->owned_++;
      home = {kFirstBase + inputs + code_->own_[r], 0};
    } else {
      home = {kArena, std::max<int64_t>(arena.offsets[r], 0)};
    }
  }
}

void CodeBuilder::choose_kernel(const Instruction& instruction, Operation& operation) {
  const Group& group = instruction.group.group;
  operation.elements = count(instruction.space);
  bool map = group.stages.size() == 1 && !group.stages[0].per_row;
  for (size_t k = 0; map && k < group.stages[0].sources.size(); ++k)
    map = group.stages[0].sources[k] == Source{Source::Kind::kOperand, static_cast<int>(k)};
  for (size_t k = 0; map && k < group.stages[0].sinks.size(); ++k)
    map = group.stages[0].sinks[k].kind == Sink::Kind::kOutput;
  if (!map || operation.elements > kInline || operation.elements == 0) return;
  uint64_t mask = 0;
  auto contiguous_over = [&](const MemoryAccess& access) {
    auto stride = static_cast<int64_t>(size_of(access.dtype));
    for (size_t a = instruction.space.size(); a-- > 0;) {
      if (access.strides[a] != stride) return false;
      stride *= instruction.space[a];
    }
    return true;
  };
  for (size_t k = 0; k < instruction.group.operands.size(); ++k) {
    const MemoryAccess& access = instruction.group.operands[k];
    bool one = std::ranges::all_of(access.strides, [](int64_t s) { return s == 0; });
    if (one)
      mask |= uint64_t{1} << k;
    else if (!contiguous_over(access))
      return;
  }
  for (const MemoryAccess& access : instruction.group.outputs)
    if (!contiguous_over(access)) return;
  operation.mask = mask;
}

void CodeBuilder::place_group(const Instruction& instruction, Operation& operation) {
  operation.group = &compile(instruction.group.group);
  operation.space = instruction.space;
  operation.row_axes = instruction.row_axes;
  operation.operands = instruction.group.operands.size();
  for (const auto* accesses : {&instruction.group.operands, &instruction.group.outputs})
    for (const MemoryAccess& access : *accesses) {
      Location at{kFixed, 0};
      if (access.root >= 0)
        at = code_->homes_[access.root];
      else
        at.offset = reinterpret_cast<int64_t>(code_->lowered_.constants[access.constant].data());
      at.offset += access.offset;
      operation.places.push_back(at);
      operation.strides.insert(operation.strides.end(), access.strides.begin(),
                               access.strides.end());
    }
  for (const Location& at : operation.places)
    if (size_t i = at.base - kFirstBase; at.base >= kFirstBase && i < code_->addressed_.size())
      code_->addressed_[i] = true;
  choose_kernel(instruction, operation);
}

void CodeBuilder::add_operation(const Instruction& instruction, std::vector<bool>& begun) {
  Operation operation;
  operation.op = instruction.op;
  each_write(code_->lowered_, instruction, [&](int root) {
    if (escapes_[root] && !begun[root]) operation.allocate.push_back(root);
    begun[root] = true;
  });
  if (!instruction.op) place_group(instruction, operation);
  code_->operations_.push_back(std::move(operation));
}

void CodeBuilder::generate(Operation& o) {
  if (o.op) return;
  if (o.mask) {
    o.kernel = map_kernel(*o.group, *o.mask);
    return;
  }
  // Addresses as they may be later: tensors of their own are aligned and apart.
  constexpr int64_t kApart = int64_t{1} << 40;
  SmallVector<Strided, 16> views;
  const int64_t* strides = o.strides.data();
  for (size_t k = 0; k < o.places.size(); ++k, strides += o.space.size())
    views.push_back(
        {reinterpret_cast<void*>((o.places[k].base + 1) * kApart + o.places[k].offset), strides});
  std::span<const Strided> all(views.data(), views.size());
  prepare(*o.group, o.space, o.row_axes, all.first(o.operands), all.subspan(o.operands));
}

/// All at once, on all cores: at the first run they would be made one by one.
void CodeBuilder::generate_kernels() {
  constexpr double kNanoseconds = 1e6;  // for one kernel
  auto count = static_cast<int64_t>(code_->operations_.size());
  parallel_for(count, kNanoseconds * static_cast<double>(count),
               [&](int64_t i) { generate(code_->operations_[i]); });
}

std::unique_ptr<SegmentCode> CodeBuilder::build() {
  if (!lower()) return nullptr;
  for (int64_t output : request_.outputs)
    code_->outputs_.emplace_back(output, static_cast<int>(values_.at(output).as_node()));
  for (int64_t value : request_.dead)
    if (std::ranges::count(code_->inputs_, value) > 0) code_->dead_.push_back(value);
  code_->lowered_ = lowering_.finish();
  choose_blocks();
  collect_instructions();
  for (CommitTo& commit : code_->commits_) commit.donated = donation(commit);
  place();
  // An output without elements is computed by nobody.
  std::vector<bool> begun(code_->lowered_.roots.size());
  for (const Instruction& instruction : instructions_) add_operation(instruction, begun);
  for (size_t r = 0; r < begun.size(); ++r)
    if (!begun[r] && code_->own_[r] >= 0) code_->unwritten_.push_back(static_cast<int>(r));
  generate_kernels();
  return std::move(code_);
}

std::unique_ptr<SegmentCode> make_code(const SegmentRequest& request,
                                       std::span<const int64_t> inputs,
                                       std::span<const Tensor> types, bool blocks) {
  return CodeBuilder(request, inputs, types, blocks).build();
}

}  // namespace duet
