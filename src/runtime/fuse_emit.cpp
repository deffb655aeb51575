// From the members of a group to its stages: formulas are written one after the other into one
// body, values that cross stages become temporaries or reduced values, or are computed again.
#include <algorithm>

#include "runtime/fuse.h"

namespace duet {

class Emission {
 public:
  using Axes = GroupBuilder::Axes;
  Emission(GroupBuilder& builder, std::set<int> needed) : b_(builder), needed_(std::move(needed)) {}

  GroupStep run();

 private:
  struct Wide {
    uint16_t real = 0, imaginary = 0;
  };
  struct Body {
    bool per_row;
    int stage;
    std::vector<Source> sources;
    std::vector<DType> types;  // of the sources
    std::unique_ptr<Recorder> recorder;
    std::map<int, Wide> values;  // computed in this body, by node; halves still wide
    std::vector<Sink> sinks;
    std::vector<uint16_t> outputs;
    std::vector<DType> output_types;
  };

  const GroupBuilder::Value_& value(int node) const { return b_.values_.at(node); }
  DType dtype(int node) const { return b_.context_.type(node).dtype; }
  bool inside(int node) const { return b_.values_.contains(node); }
  int node_of(size_t member) const { return b_.members_[member].entry->first_result; }
  bool native(const Body& body, const GroupBuilder::Member& member) const {
    return member.stage == body.stage && member.per_row == body.per_row;
  }
  bool in_body(const Body& body, const GroupBuilder::Member& member) const {
    return native(body, member) || (!body.per_row && again_.contains({member.entry, body.stage}));
  }
  bool computes_again(int node, int stage, int& instructions,
                      std::set<const Trace::Entry*>& entries) const;
  void plan_again();
  /// Computed in this very body (folds are known only after it).
  bool local(const Body& body, int node) const;
  Source source_of(const GroupBuilder::Member& member, size_t k);
  int operand(int node, const Axes& axes, DType type);
  int constant(const Value& number, DType type);
  int temporary(int node);
  int reduced(int node);
  Axes result_axes(const GroupBuilder::Member& member) const;
  void collect_sources(Body& body);
  void replay(Body& body, const GroupBuilder::Member& member);
  void sink(Body& body, Sink sink, Wide wide, DType type);
  void add_output(Body& body, int node, Wide wide);
  void add_sinks(Body& body);
  void emit(Body& body);
  uint16_t input_index(const Body& body, Source source) const;

  GroupBuilder& b_;
  std::set<int> needed_;
  GroupStep step_;
  Group group_;
  std::map<std::pair<int, std::vector<int8_t>>, int> operands_;
  std::map<int, int> temporaries_, reduced_;
  std::set<std::pair<const Trace::Entry*, int>> again_;  // computed in this later stage too
  std::map<std::pair<const Trace::Entry*, int>, int>
      numbers_;  // where a number lies among the body's sources
};

bool Emission::local(const Body& body, int node) const {
  if (!inside(node) || value(node).producer < 0) return false;
  const auto& member = b_.members_[value(node).producer];
  return !member.reduce && in_body(body, member);
}

/// Whether a formula of an earlier stage is a few instructions over memory and rows: they are
/// rather computed again than stored and read.
bool Emission::computes_again(int node, int stage, int& instructions,
                              std::set<const Trace::Entry*>& entries) const {
  const auto& member = b_.members_[value(node).producer];
  if (member.reduce || member.per_row || member.stage >= stage) return false;
  constexpr int kMost = 4;
  for (const Inst& inst : member.formula->program.code) {
    bool cheap = inst.op == Instr::kAdd || inst.op == Instr::kSub || inst.op == Instr::kMul;
    if (inst.op == Instr::kInput || inst.op == Instr::kConstant) continue;
    if (!cheap || !is_float(inst.type) || ++instructions > kMost) return false;
  }
  int whole = 0;
  for (int index : member.formula->operands) {
    const Value& arg = member.entry->args[index];
    int source = arg.is_node() ? b_.root(static_cast<int>(arg.as_node())) : -1;
    if (source < 0 || (inside(source) && value(source).per_row)) continue;
    if (!inside(source)) {
      if (++whole > 2) return false;
    } else if (!computes_again(source, stage, instructions, entries)) {
      return false;
    }
  }
  entries.insert(member.entry);
  return true;
}

void Emission::plan_again() {
  for (const auto& member : b_.members_) {
    for (int index : member.formula->operands) {
      const Value& arg = member.entry->args[index];
      int node = arg.is_node() ? b_.root(static_cast<int>(arg.as_node())) : -1;
      if (node < 0 || !inside(node) || value(node).per_row || member.per_row) continue;
      int instructions = 0;
      std::set<const Trace::Entry*> entries;
      if (!computes_again(node, member.stage, instructions, entries)) continue;
      for (const Trace::Entry* entry : entries) again_.insert({entry, member.stage});
    }
  }
}

int Emission::operand(int node, const Axes& axes, DType type) {
  std::vector<int8_t> key(axes.begin(), axes.end());
  auto [at, fresh] =
      operands_.try_emplace({node, std::move(key)}, static_cast<int>(group_.operands.size()));
  if (fresh) {
    group_.operands.push_back(type);
    step_.operands.push_back({node, 0, axes});
  }
  return at->second;
}

int Emission::constant(const Value& number, DType type) {
  step_.constants.push_back(encode(number, type));
  group_.operands.push_back(type);
  step_.operands.push_back(
      {-1, static_cast<int>(step_.constants.size()) - 1, Axes(b_.space_->size(), -1)});
  return static_cast<int>(group_.operands.size()) - 1;
}

int Emission::temporary(int node) {
  auto [at, fresh] = temporaries_.try_emplace(node, static_cast<int>(group_.temporaries.size()));
  if (fresh) group_.temporaries.push_back(computing(dtype(node)));
  return at->second;
}

int Emission::reduced(int node) {
  auto [at, fresh] = reduced_.try_emplace(node, static_cast<int>(group_.reduced.size()));
  if (fresh) group_.reduced.push_back(computing(dtype(node)));
  return at->second;
}

/// Where the iteration of a member lies: its result's axes, of a fold its input's.
Emission::Axes Emission::result_axes(const GroupBuilder::Member& member) const {
  if (!member.reduce) return value(member.entry->first_result).axes;
  int input = static_cast<int>(member.entry->args[0].as_node());
  const Shape& shape = b_.context_.type(input).shape;
  return *b_.align(shape, std::span(member.entry->args.begin(), 1));
}

Source Emission::source_of(const GroupBuilder::Member& member, size_t k) {
  const Value& arg = member.entry->args[member.formula->operands[k]];
  DType stored = member.formula->program.inputs[k];
  int node = b_.root(static_cast<int>(arg.as_node()));
  if (inside(node)) {
    if (value(node).per_row) return {Source::Kind::kReduced, reduced(node)};
    return {Source::Kind::kTemporary, temporary(node)};
  }
  Axes iteration = result_axes(member), axes(b_.space_->size(), -1);
  const Shape& shape = b_.context_.type(node).shape;
  size_t lead = iteration.size() - shape.size();
  for (size_t i = 0; i < shape.size(); ++i)
    if (shape[i] != Dim(1) && iteration[i + lead] >= 0)
      axes[iteration[i + lead]] = static_cast<int8_t>(i);
  return {Source::Kind::kOperand, operand(node, axes, stored)};
}

uint16_t Emission::input_index(const Body& body, Source source) const {
  auto at = std::find(body.sources.begin(), body.sources.end(), source);
  return static_cast<uint16_t>(at - body.sources.begin());
}

/// Every source of the body, before the first instruction.
void Emission::collect_sources(Body& body) {
  auto take = [&](Source source, DType type) {
    if (input_index(body, source) < body.sources.size()) return;
    body.sources.push_back(source);
    body.types.push_back(type);
  };
  for (auto& member : b_.members_) {
    if (!in_body(body, member)) continue;
    for (size_t k = 0; k < member.formula->operands.size(); ++k) {
      const Value& arg = member.entry->args[member.formula->operands[k]];
      if (!arg.is_node() || local(body, b_.root(static_cast<int>(arg.as_node())))) continue;
      Source source = source_of(member, k);
      bool own = source.kind != Source::Kind::kOperand;
      take(source, own ? computing(dtype(b_.root(static_cast<int>(arg.as_node()))))
                       : member.formula->program.inputs[k]);
    }
  }
  if (!body.per_row) return;
  for (size_t m = 0; m < b_.members_.size(); ++m)
    if (b_.members_[m].reduce && b_.members_[m].stage == body.stage && needed_.contains(node_of(m)))
      take({Source::Kind::kReduced, reduced(node_of(m))}, computing(dtype(node_of(m))));
}

void Emission::replay(Body& body, const GroupBuilder::Member& member) {
  const Program& program = member.formula->program;
  std::vector<uint16_t> ids(program.code.size());
  Recorder& recorder = *body.recorder;
  for (size_t i = 0; i < program.code.size(); ++i) {
    const Inst& inst = program.code[i];
    if (inst.op == Instr::kConstant) {
      ids[i] = recorder.constant(inst.type, inst.imm);
    } else if (inst.op == Instr::kInput) {
      const Value& arg = member.entry->args[member.formula->operands[inst.a]];
      int node = arg.is_node() ? b_.root(static_cast<int>(arg.as_node())) : -1;
      if (node >= 0 && local(body, node)) {
        ids[i] = inst.b == 0 ? body.values.at(node).real : body.values.at(node).imaginary;
        continue;
      }
      auto index = static_cast<uint16_t>(
          node < 0 ? numbers_.at({member.entry, member.formula->operands[inst.a]})
                   : input_index(body, source_of(member, inst.a)));
      if (index >= body.sources.size())
        DUET_BUG("{} reads what its group does not hold", member.entry->op->name);
      ids[i] = recorder.emit(Instr::kInput, real_part(body.types[index]), index, inst.b);
    } else {
      ids[i] = recorder.emit(inst.op, inst.type, ids[inst.a], ids[inst.b], ids[inst.c]);
    }
  }
  // Inside a group a value is not rounded to a half: the edge is the operator that the user called.
  auto wide = [&](uint16_t output) {
    const Inst& inst = program.code[output];
    return is_half(inst.type) && inst.op == Instr::kConvert ? ids[inst.a] : ids[output];
  };
  Wide result{wide(program.outputs[0]),
              program.outputs.size() > 1 ? wide(program.outputs[1]) : uint16_t{0}};
  if (member.reduce)
    sink(
        body,
        {Sink::Kind::kReduced, reduced(member.entry->first_result), member.entry->op->body.combine},
        result, computing(dtype(member.entry->first_result)));
  else
    body.values[member.entry->first_result] = result;
}

void Emission::sink(Body& body, Sink sink, Wide wide, DType type) {
  body.sinks.push_back(sink);
  body.output_types.push_back(type);
  if (is_complex(type)) {
    body.outputs.push_back(wide.real);
    body.outputs.push_back(wide.imaginary);
  } else {
    body.outputs.push_back(body.recorder->emit(Instr::kConvert, type, wide.real));
  }
}

void Emission::add_output(Body& body, int node, Wide wide) {
  GroupStep::Output output{node, dtype(node), b_.context_.type(node).sizes(),
                           Axes(b_.space_->size(), -1)};
  const Axes& axes = value(node).axes;
  for (size_t i = 0; i < axes.size(); ++i)
    if (axes[i] >= 0) output.axes[axes[i]] = static_cast<int8_t>(i);
  sink(body, {Sink::Kind::kOutput, static_cast<int>(group_.outputs.size())}, wide, dtype(node));
  group_.outputs.push_back(dtype(node));
  step_.outputs.push_back(std::move(output));
}

/// What later bodies and the outside need of this body's values.
void Emission::add_sinks(Body& body) {
  for (auto& [node, wide] : body.values) {
    if (!native(body, b_.members_[value(node).producer])) continue;
    if (needed_.contains(node)) add_output(body, node, wide);
    const Trace::Entry* producer = b_.members_[value(node).producer].entry;
    bool later = std::any_of(
        b_.members_.begin(), b_.members_.end(), [&](const GroupBuilder::Member& member) {
          if (native(body, member) ||
              (!member.per_row && again_.contains({producer, member.stage})))
            return false;
          return std::any_of(
              member.formula->operands.begin(), member.formula->operands.end(), [&](int index) {
                const Value& arg = member.entry->args[index];
                return arg.is_node() && b_.root(static_cast<int>(arg.as_node())) == node;
              });
        });
    if (!later) continue;
    Sink crossing = body.per_row ? Sink{Sink::Kind::kReduced, reduced(node)}
                                 : Sink{Sink::Kind::kTemporary, temporary(node)};
    sink(body, crossing, wide, computing(dtype(node)));
  }
  if (!body.per_row) return;
  for (size_t m = 0; m < b_.members_.size(); ++m) {
    int node = node_of(m);
    if (!b_.members_[m].reduce || b_.members_[m].stage != body.stage || !needed_.contains(node))
      continue;
    DType type = computing(dtype(node));
    uint16_t index = input_index(body, {Source::Kind::kReduced, reduced(node)});
    add_output(body, node, {body.recorder->emit(Instr::kInput, type, index), 0});
  }
}

void Emission::emit(Body& body) {
  collect_sources(body);
  // Numbers are operands too; the recorder wants to know all its inputs.
  numbers_.clear();
  for (auto& member : b_.members_) {
    if (!in_body(body, member)) continue;
    for (size_t k = 0; k < member.formula->operands.size(); ++k) {
      int index = member.formula->operands[k];
      if (member.entry->args[index].is_node()) continue;
      DType type = member.formula->program.inputs[k];
      numbers_[{member.entry, index}] = static_cast<int>(body.sources.size());
      body.sources.push_back({Source::Kind::kOperand, constant(member.entry->args[index], type)});
      body.types.push_back(type);
    }
  }
  body.recorder = std::make_unique<Recorder>(body.types);
  for (auto& member : b_.members_)
    if (in_body(body, member)) replay(body, member);
  add_sinks(body);
  if (body.sinks.empty()) return;
  group_.stages.push_back({body.recorder->finish(body.outputs, body.output_types), body.sources,
                           body.sinks, body.per_row});
}

GroupStep Emission::run() {
  step_.space = *b_.space_;
  step_.row_axes = b_.row_axes_;
  plan_again();
  int stages = 0;
  for (auto& member : b_.members_) stages = std::max(stages, member.stage + 1);
  for (int s = 0; s < stages; ++s) {
    Body elements{false, s, {}, {}, nullptr, {}, {}, {}, {}};
    emit(elements);
    if (b_.row_axes_ == 0) continue;
    Body rows{true, s, {}, {}, nullptr, {}, {}, {}, {}};
    emit(rows);
  }
  step_.group = &compile(group_);
  return std::move(step_);
}

GroupBuilder::Result GroupBuilder::finish() {
  Result result;
  std::set<const Trace::Entry*> inside(views_.begin(), views_.end());
  for (const Member& member : members_) inside.insert(member.entry);
  std::set<int> needed;
  // From the last view to the first: a view that is made again needs those that it looks through.
  for (size_t i = views_.size(); i-- > 0;) {
    const Trace::Entry* view = views_[i];
    if (!needed.contains(view->first_result) &&
        !context_.needed_outside(view->first_result, inside))
      continue;
    result.views.insert(result.views.begin(), view);
    needed.insert(static_cast<int>(view->args[0].as_node()));
  }
  for (const Member& member : members_)
    if (context_.needed_outside(member.entry->first_result, inside))
      needed.insert(member.entry->first_result);
  if (!members_.empty()) result.step = Emission(*this, std::move(needed)).run();
  space_.reset();
  row_axes_ = 0;
  split_ = false;
  members_.clear();
  views_.clear();
  values_.clear();
  return result;
}

}  // namespace duet
