// Stages of one level and kind become one body. A value that crosses members is read with the dtype
// it is stored in, so that it is rounded where its operator ends, whether it reaches memory or not.
#include "runtime/program/emit.h"

#include <algorithm>
#include <map>

#include "ops/scalar/emitter.h"
#include "ops/scalar/scalar.h"

namespace duet {
namespace {

/// A value inside the cluster: what a stage leaves for others.
struct Key {
  enum class Kind : uint8_t { kRoot, kTemporary, kReduced };
  Kind kind;
  int member;  // 0 for roots
  int index;
  friend auto operator<=>(const Key&, const Key&) = default;
};

struct Parts {
  uint16_t id[2] = {0, 0};  // real, imaginary
};

/// Stages that run as one.
struct Body {
  int level;
  bool per_row;
  std::vector<StagePlace> stages;
};

class Splicer {
 public:
  Splicer(const Cluster& cluster, const std::vector<bool>& needed)
      : cluster_(cluster), needed_(needed) {}
  FusedGroup run();

 private:
  const Stage& stage(const StagePlace& place) const {
    return cluster_.members[place.member].atom->group.stages[place.stage];
  }
  const Group& group(const StagePlace& place) const {
    return cluster_.members[place.member].atom->group;
  }
  Key key(const StagePlace& place, const Sink& sink) const;
  std::optional<Key> key(const StagePlace& place, const Source& source) const;
  DType dtype(const StagePlace& place, const Sink& sink) const;
  void collect_bodies();
  void note_uses();
  bool used_later(const Key& key, size_t body) const;
  bool needed(const StagePlace& place, size_t body) const;
  int slot(const Key& key, DType stored, bool per_row);
  int operand(const MemoryAccess& access);
  void emit(size_t b);
  void collect_sources(const Body& body, size_t b);
  void splice(const StagePlace& place, size_t b);
  Parts read(const StagePlace& place, const Source& source, size_t b);
  void sinks(const StagePlace& place, size_t b, const std::vector<uint16_t>& ids);
  void sink(Sink sink, Parts parts, DType type);
  uint16_t input_of(const Source& source) const;
  Source outside(const StagePlace& place, const Source& source);

  const Cluster& cluster_;
  const std::vector<bool>& needed_;
  FusedGroup result_;
  std::vector<Body> bodies_;
  std::map<Key, size_t> made_in_;            // body
  std::map<Key, bool> per_row_;              // of what is made
  std::map<Key, DType> stored_;              // dtype of what is made
  std::map<Key, std::vector<size_t>> uses_;  // bodies
  std::map<Key, int> slots_;                 // temporary or reduced value of the group
  // Of the body being written:
  std::vector<Source> sources_;
  std::vector<DType> source_types_;
  std::unique_ptr<Recorder> recorder_;
  std::map<Key, Parts> local_;
  std::vector<Sink> sinks_;
  std::vector<uint16_t> outputs_;
  std::vector<DType> output_types_;
};

Key Splicer::key(const StagePlace& place, const Sink& sink) const {
  switch (sink.kind) {
    case Sink::Kind::kOutput:
      return {Key::Kind::kRoot, 0, cluster_.members[place.member].outputs[sink.index].root};
    case Sink::Kind::kTemporary:
      return {Key::Kind::kTemporary, place.member, sink.index};
    case Sink::Kind::kReduced:
      return {Key::Kind::kReduced, place.member, sink.index};
  }
  DUET_BUG("a sink of no kind");
}

/// Of a source that some stage of the cluster makes.
std::optional<Key> Splicer::key(const StagePlace& place, const Source& source) const {
  Key key{Key::Kind::kRoot, 0, 0};
  if (source.kind == Source::Kind::kOperand)
    key.index = cluster_.members[place.member].operands[source.index].root;
  else
    key = {source.kind == Source::Kind::kTemporary ? Key::Kind::kTemporary : Key::Kind::kReduced,
           place.member, source.index};
  if (source.kind == Source::Kind::kIndex || !made_in_.contains(key)) return std::nullopt;
  return key;
}

DType Splicer::dtype(const StagePlace& place, const Sink& sink) const {
  switch (sink.kind) {
    case Sink::Kind::kOutput:
      return group(place).outputs[sink.index];
    case Sink::Kind::kTemporary:
      return group(place).temporaries[sink.index];
    case Sink::Kind::kReduced:
      return group(place).reduced[sink.index];
  }
  DUET_BUG("a sink of no kind");
}

void Splicer::collect_bodies() {
  auto places = place_stages(cluster_);
  std::ranges::stable_sort(places, [](const StagePlace& a, const StagePlace& b) {
    return std::pair(a.level, a.per_row) < std::pair(b.level, b.per_row);
  });
  for (const StagePlace& place : places) {
    if (bodies_.empty() || bodies_.back().level != place.level ||
        bodies_.back().per_row != place.per_row)
      bodies_.push_back({place.level, place.per_row, {}});
    bodies_.back().stages.push_back(place);
  }
}

void Splicer::note_uses() {
  for (size_t b = 0; b < bodies_.size(); ++b)
    for (const StagePlace& place : bodies_[b].stages)
      for (const Sink& sink : stage(place).sinks) {
        Key made = key(place, sink);
        bool fold = sink.kind == Sink::Kind::kReduced && !place.per_row;
        made_in_[made] = b;
        per_row_[made] = place.per_row || fold;
        stored_[made] = dtype(place, sink);
      }
  // From the last stage to the first: what only unneeded stages read is not needed.
  for (size_t b = bodies_.size(); b-- > 0;) {
    auto& stages = bodies_[b].stages;
    for (size_t s = stages.size(); s-- > 0;) {
      if (!needed(stages[s], b)) {
        stages.erase(stages.begin() + static_cast<int64_t>(s));
        continue;
      }
      for (const Source& source : stage(stages[s]).sources)
        if (auto read = key(stages[s], source)) uses_[*read].push_back(b);
    }
  }
}

bool Splicer::needed(const StagePlace& place, size_t) const {
  return std::ranges::any_of(stage(place).sinks, [&](const Sink& sink) {
    Key made = key(place, sink);
    return uses_.contains(made) || (made.kind == Key::Kind::kRoot && needed_[made.index]);
  });
}

bool Splicer::used_later(const Key& key, size_t body) const {
  auto found = uses_.find(key);
  return found != uses_.end() &&
         std::ranges::any_of(found->second, [&](size_t b) { return b > body; });
}

int Splicer::slot(const Key& key, DType stored, bool per_row) {
  auto& types = per_row ? result_.group.reduced : result_.group.temporaries;
  auto [at, fresh] = slots_.try_emplace(key, static_cast<int>(types.size()));
  // Reduced values hold no halves; a half that is already rounded is kept exactly in float32.
  if (fresh) types.push_back(per_row ? computing(stored) : stored);
  return at->second;
}

int Splicer::operand(const MemoryAccess& access) {
  auto known = std::ranges::find(result_.operands, access);
  if (known != result_.operands.end()) return static_cast<int>(known - result_.operands.begin());
  result_.operands.push_back(access);
  result_.read_last.push_back(0);
  result_.group.operands.push_back(access.dtype);
  return static_cast<int>(result_.operands.size()) - 1;
}

/// What a source that this body does not make itself is to the body.
Source Splicer::outside(const StagePlace& place, const Source& source) {
  auto made = key(place, source);
  if (!made)
    return source.kind == Source::Kind::kOperand
               ? Source{Source::Kind::kOperand,
                        operand(cluster_.members[place.member].operands[source.index])}
               : source;
  bool per_row = per_row_.at(*made);
  return {per_row ? Source::Kind::kReduced : Source::Kind::kTemporary,
          slot(*made, stored_.at(*made), per_row)};
}

uint16_t Splicer::input_of(const Source& source) const {
  return static_cast<uint16_t>(std::ranges::find(sources_, source) - sources_.begin());
}

void Splicer::collect_sources(const Body& body, size_t b) {
  for (const StagePlace& place : body.stages)
    for (size_t k = 0; k < stage(place).sources.size(); ++k) {
      const Source& source = stage(place).sources[k];
      auto made = key(place, source);
      // A fold is known only behind its stage.
      if (made && made_in_.at(*made) == b) continue;
      Source from = outside(place, source);
      if (std::ranges::count(sources_, from) > 0) continue;
      sources_.push_back(from);
      DType type = stage(place).body.inputs[k];
      source_types_.push_back(from.kind == Source::Kind::kReduced ? computing(type) : type);
      if (from.kind == Source::Kind::kOperand)
        result_.read_last[from.index] = static_cast<int>(result_.group.stages.size());
    }
}

Parts Splicer::read(const StagePlace& place, const Source& source, size_t b) {
  auto made = key(place, source);
  if (made && made_in_.at(*made) == b) return local_.at(*made);
  Source from = outside(place, source);
  uint16_t index = input_of(from);
  DType type = source_types_[index];
  Parts parts;
  for (uint16_t p = 0; p <= static_cast<uint16_t>(is_complex(type)); ++p)
    parts.id[p] = recorder_->emit(Instr::kInput, real_part(type), index, p);
  if (made && is_half(stored_.at(*made)) && !is_half(type))
    parts.id[0] = recorder_->emit(Instr::kConvert, stored_.at(*made), parts.id[0]);
  return parts;
}

void Splicer::splice(const StagePlace& place, size_t b) {
  const Program& program = stage(place).body;
  std::vector<uint16_t> ids(program.code.size());
  for (size_t i = 0; i < program.code.size(); ++i) {
    const Inst& inst = program.code[i];
    if (inst.op == Instr::kConstant)
      ids[i] = recorder_->constant(inst.type, inst.imm);
    else if (inst.op == Instr::kInput)
      ids[i] = read(place, stage(place).sources[inst.a], b).id[inst.b];
    else
      ids[i] = recorder_->emit(inst.op, inst.type, ids[inst.a], ids[inst.b], ids[inst.c]);
  }
  std::vector<uint16_t> outputs;
  for (uint16_t output : program.outputs) outputs.push_back(ids[output]);
  sinks(place, b, outputs);
}

void Splicer::sink(Sink sink, Parts parts, DType type) {
  sinks_.push_back(sink);
  output_types_.push_back(type);
  if (is_complex(type)) {
    outputs_.push_back(parts.id[0]);
    outputs_.push_back(parts.id[1]);
  } else {
    outputs_.push_back(recorder_->emit(Instr::kConvert, type, parts.id[0]));
  }
}

void Splicer::sinks(const StagePlace& place, size_t b, const std::vector<uint16_t>& ids) {
  size_t next = 0;
  for (const Sink& out : stage(place).sinks) {
    Key made = key(place, out);
    DType type = stored_.at(made);
    Parts parts{{ids[next], 0}};
    if (is_complex(type)) parts.id[1] = ids[next + 1];
    next += is_complex(type) ? 2 : 1;
    if (out.kind == Sink::Kind::kReduced && !place.per_row) {
      if (used_later(made, b))
        sink({Sink::Kind::kReduced, slot(made, type, true), out.combine}, parts, type);
      continue;
    }
    local_[made] = parts;
    if (used_later(made, b)) {
      Sink::Kind kind = place.per_row ? Sink::Kind::kReduced : Sink::Kind::kTemporary;
      sink({kind, slot(made, type, place.per_row)}, parts, place.per_row ? computing(type) : type);
    }
    if (made.kind == Key::Kind::kRoot && needed_[made.index]) {
      sink({Sink::Kind::kOutput, static_cast<int>(result_.outputs.size())}, parts, type);
      result_.outputs.push_back(cluster_.members[place.member].outputs[out.index]);
      result_.written_in.push_back(static_cast<int>(result_.group.stages.size()));
      result_.group.outputs.push_back(type);
    }
  }
}

void Splicer::emit(size_t b) {
  const Body& body = bodies_[b];
  if (body.stages.empty()) return;
  sources_.clear();
  source_types_.clear();
  local_.clear();
  sinks_.clear();
  outputs_.clear();
  output_types_.clear();
  collect_sources(body, b);
  recorder_ = std::make_unique<Recorder>(source_types_);
  for (const StagePlace& place : body.stages) splice(place, b);
  result_.group.stages.push_back(
      {recorder_->finish(outputs_, output_types_), sources_, sinks_, body.per_row});
}

FusedGroup Splicer::run() {
  collect_bodies();
  note_uses();
  for (size_t b = 0; b < bodies_.size(); ++b) emit(b);
  return std::move(result_);
}

}  // namespace

FusedGroup emit(const Cluster& cluster, const std::vector<bool>& needed) {
  return Splicer(cluster, needed).run();
}

}  // namespace duet
