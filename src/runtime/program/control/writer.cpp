// Steps of control routines; what changes nothing is not written.
#include "runtime/program/control/writer.h"

#include "codegen/kernel.h"

namespace duet {

int ControlWriter::constant(DType type, int count, std::vector<uint64_t> bits) {
  ControlStep step{.kind = ControlKind::kConstant};
  step.results = {add_register(type, count)};
  step.numbers = std::move(bits);
  add(std::move(step));
  return static_cast<int>(spec_.registers.size()) - 1;
}

std::vector<int> ControlWriter::body(const Program& program, std::vector<int> sources) {
  std::string key;
  append_bytes(key, program);
  auto [known, fresh] = bodies_.try_emplace(key, static_cast<int>(spec_.bodies.size()));
  if (fresh) spec_.bodies.push_back(program);
  ControlStep step{.kind = ControlKind::kBody, .body = known->second};
  int count = sources.empty() ? 1 : type(sources[0]).count;
  step.sources = std::move(sources);
  for (DType result : program.output_types) step.results.push_back(add_register(result, count));
  std::vector<int> results = step.results;
  add(std::move(step));
  ++steps_;
  return results;
}

int ControlWriter::shuffle(int source, const std::vector<int64_t>& indices) {
  bool same = static_cast<int>(indices.size()) == type(source).count;
  for (size_t i = 0; same && i < indices.size(); ++i) same = indices[i] == static_cast<int64_t>(i);
  if (same) return source;
  ControlStep step{.kind = ControlKind::kShuffle};
  step.sources = {source};
  step.results = {add_register(type(source).type, static_cast<int>(indices.size()))};
  step.numbers.assign(indices.begin(), indices.end());
  int result = step.results[0];
  add(std::move(step));
  ++steps_;
  return result;
}

int ControlWriter::fold(ControlKind kind, Instr combine, int source, int outer, int rows) {
  ControlStep step{.kind = kind, .combine = combine};
  step.sources = {source};
  step.results = {add_register(type(source).type, outer)};
  step.numbers = {static_cast<uint64_t>(outer), static_cast<uint64_t>(rows)};
  int result = step.results[0];
  add(std::move(step));
  steps_ += 8;
  return result;
}

int ControlWriter::apply(Recorder& recorder, S result, std::vector<int> sources) {
  return body(recorder.finish({result.id()}, {result.dtype()}), std::move(sources))[0];
}

int ControlWriter::convert(int source, DType to) {
  DType from = type(source).type;
  if (from == to) return source;
  Recorder recorder({from});
  auto input = recorder.emit(Instr::kInput, from, 0);
  auto result = recorder.emit(Instr::kConvert, to, input);
  return body(recorder.finish({result}, {to}), {source})[0];
}

void ControlWriter::leave_if(int truth) {
  ControlStep step{.kind = ControlKind::kLeave};
  step.sources = {truth};
  add(std::move(step));
}

}  // namespace duet
