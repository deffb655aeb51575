// Groups and kernels are found by key, once per process.
#include "codegen/compile.h"

#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/error.h"
#include "base/small_vector.h"
#include "codegen/compiled.h"
#include "codegen/fork_gate.h"

namespace duet {
namespace {

bool is_one_map(const Group& group) {
  if (group.stages.size() != 1) return false;
  const Stage& stage = group.stages[0];
  auto plain = [](const Source& s) { return s.kind == Source::Kind::kOperand; };
  auto stores = [](const Sink& s) { return s.kind == Sink::Kind::kOutput; };
  return !stage.per_row && std::ranges::all_of(stage.sources, plain) &&
         std::ranges::all_of(stage.sinks, stores);
}

DType type_of(const Group& group, const Source& source) {
  switch (source.kind) {
    case Source::Kind::kOperand:
      return group.operands.at(source.index);
    case Source::Kind::kTemporary:
      return group.temporaries.at(source.index);
    case Source::Kind::kReduced:
      return group.reduced.at(source.index);
    case Source::Kind::kIndex:
      return DType::kInt64;
  }
  DUET_BUG("a source of no kind");
}

DType type_of(const Group& group, const Sink& sink) {
  switch (sink.kind) {
    case Sink::Kind::kOutput:
      return group.outputs.at(sink.index);
    case Sink::Kind::kTemporary:
      return group.temporaries.at(sink.index);
    case Sink::Kind::kReduced:
      return group.reduced.at(sink.index);
  }
  DUET_BUG("a sink of no kind");
}

void check(const Group& group) {
  for (const Stage& stage : group.stages) {
    DUET_CHECK(stage.sources.size() == stage.body.inputs.size());
    DUET_CHECK(stage.sinks.size() == stage.body.output_types.size());
    for (size_t k = 0; k < stage.sources.size(); ++k)
      DUET_CHECK(type_of(group, stage.sources[k]) == stage.body.inputs[k]);
    for (size_t k = 0; k < stage.sinks.size(); ++k)
      DUET_CHECK(type_of(group, stage.sinks[k]) == stage.body.output_types[k]);
    if (!stage.per_row) continue;
    for (const Source& source : stage.sources)
      DUET_CHECK(source.kind == Source::Kind::kOperand || source.kind == Source::Kind::kReduced);
    for (const Sink& sink : stage.sinks) DUET_CHECK(sink.kind != Sink::Kind::kTemporary);
  }
  for (DType type : group.reduced) DUET_CHECK(!is_half(type));
}

// Measured on one core: an instruction on 64 floats in registers takes 2 ns.
double estimate(const Group& group) {
  double nanoseconds = 0.02;
  for (const Stage& stage : group.stages)
    if (!stage.per_row) nanoseconds += 0.03 * static_cast<double>(stage.body.code.size());
  return nanoseconds;
}

struct Groups {
  std::mutex mutex;
  std::unordered_map<std::string, std::unique_ptr<CompiledGroup>> by_key;
};

Groups& groups() {
  static auto* all = new Groups;  // NOLINT: lives as long as the process
  return *all;
}

}  // namespace

std::string Group::key() const {
  std::string text;
  auto put = [&text](size_t value) {
    auto word = static_cast<uint32_t>(value);
    text.append(reinterpret_cast<const char*>(&word), sizeof(word));
  };
  put(stages.size());
  for (const Stage& stage : stages) {
    put(stage.per_row ? 1 : 0);
    append_bytes(text, stage.body);
    for (const Source& s : stage.sources) put(static_cast<size_t>(s.kind) << 24 | s.index);
    for (const Sink& s : stage.sinks) {
      bool folds = s.kind == Sink::Kind::kReduced && !stage.per_row;
      size_t combine = folds ? static_cast<size_t>(s.combine) : 0;
      put(static_cast<size_t>(s.kind) << 24 | combine << 16 | s.index);
    }
  }
  for (const auto* types : {&operands, &outputs, &temporaries, &reduced}) {
    put(types->size());
    text.append(reinterpret_cast<const char*>(types->data()), types->size());
  }
  return text;
}

Group map_group(Program body) {
  Group group;
  Stage stage;
  for (int i = 0; i < static_cast<int>(body.inputs.size()); ++i)
    stage.sources.push_back({Source::Kind::kOperand, i});
  for (int i = 0; i < static_cast<int>(body.output_types.size()); ++i)
    stage.sinks.push_back({Sink::Kind::kOutput, i});
  group.operands = body.inputs;
  group.outputs = body.output_types;
  stage.body = std::move(body);
  group.stages.push_back(std::move(stage));
  return group;
}

Group reduce_group(Program body, Instr combine) {
  Group group = map_group(std::move(body));
  Stage store;
  store.per_row = true;
  for (int i = 0; i < static_cast<int>(group.outputs.size()); ++i) {
    group.stages[0].sinks[i] = {Sink::Kind::kReduced, i, combine};
    DType type = group.outputs[i];
    store.sources.push_back({Source::Kind::kReduced, i});
    store.sinks.push_back({Sink::Kind::kOutput, i});
    store.body.inputs.push_back(type);
    store.body.output_types.push_back(type);
    for (int part = 0; part <= static_cast<int>(is_complex(type)); ++part) {
      store.body.outputs.push_back(static_cast<uint16_t>(store.body.code.size()));
      store.body.code.push_back(
          {Instr::kInput, real_part(type), static_cast<uint16_t>(i), static_cast<uint16_t>(part)});
    }
  }
  group.reduced = group.outputs;
  group.stages.push_back(std::move(store));
  return group;
}

CompiledGroup::CompiledGroup(Group group)
    : group_(std::move(group)),
      is_map_(is_one_map(group_)),
      nanoseconds_(estimate(group_)),
      slots_(group_.stages.size()) {
  check(group_);
  for (size_t s = 0; s < slots_.size(); ++s)
    for (const Sink& sink : group_.stages[s].sinks)
      slots_[s].folds |= sink.kind == Sink::Kind::kReduced && !group_.stages[s].per_row;
}

const Kernel& CompiledGroup::kernel(int stage, Form form, std::span<const Access> sources,
                                    bool streaming) const {
  const Slot& slot = slots_[stage];
  for (Found* found = slot.found.load(std::memory_order_acquire); found; found = found->next)
    if (found->form == form && found->streaming == streaming &&
        std::ranges::equal(found->sources, sources))
      return *found->kernel;
  const Stage& source = group_.stages[stage];
  KernelSpec spec{form, streaming, {sources.begin(), sources.end()}, {}, source.body};
  for (const Sink& sink : source.sinks)
    spec.sinks.push_back({sink.kind == Sink::Kind::kReduced && !source.per_row, sink.combine});
  auto* found =
      new Found{form, streaming, spec.sources, &duet::kernel(spec), slot.found.load()};  // NOLINT
  while (!slot.found.compare_exchange_weak(found->next, found)) {
  }
  return *found->kernel;
}

const CompiledGroup& compile(const Group& group) {
  auto no_fork = keep_from_forking();
  Groups& all = groups();
  std::string key = group.key();
  std::lock_guard lock(all.mutex);
  std::unique_ptr<CompiledGroup>& compiled = all.by_key[std::move(key)];
  if (!compiled) compiled = std::make_unique<CompiledGroup>(group);
  return *compiled;
}

const Group& group_of(const CompiledGroup& group) { return group.group(); }

void run(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
         std::span<const Strided> operands, std::span<const Strided> outputs) {
  DUET_CHECK(operands.size() == group.group().operands.size() &&
             outputs.size() == group.group().outputs.size());
  if (group.is_map())
    run_map(group, shape, operands, outputs);
  else
    run_rows(group, shape, row_axes, operands, outputs);
}

void prepare(const CompiledGroup& group, std::span<const int64_t> shape, uint64_t row_axes,
             std::span<const Strided> operands, std::span<const Strided> outputs) {
  if (group.is_map())
    prepare_map(group, shape, operands, outputs);
  else
    prepare_rows(group, shape, row_axes, operands, outputs);
}

MapKernel map_kernel(const CompiledGroup& group, uint64_t broadcast) {
  DUET_CHECK(group.is_map());
  SmallVector<Access, 8> sources;
  for (size_t k = 0; k < group.group().stages[0].sources.size(); ++k)
    sources.push_back(broadcast >> k & 1 ? Access::kOne : Access::kContiguous);
  const Kernel& found = group.kernel(0, Form::kMap, {sources.data(), sources.size()});
  MapKernel result;
  result.entry_ = found.entry;
  result.self_ = &found;
  return result;
}

int64_t streaming_bytes() {
  static const int64_t bytes = [] {
    int64_t cache = sysconf(_SC_LEVEL3_CACHE_SIZE);
    return cache > 0 ? cache / 2 : int64_t{16} << 20;
  }();
  return bytes;
}

}  // namespace duet
