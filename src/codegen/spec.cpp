// A kernel's spec as bytes.
#include <string>

#include "codegen/bytes.h"
#include "codegen/kernel.h"

namespace duet {
namespace {

Inst read_inst(Reader& in) {
  Inst inst{};
  inst.op = in.instr();
  inst.type = in.dtype();
  inst.a = in.get<uint16_t>();
  inst.b = in.get<uint16_t>();
  inst.c = in.get<uint16_t>();
  inst.imm = in.get<uint64_t>();
  return inst;
}

}  // namespace

void Writer::put_program(const Program& body) {
  put_all(body.inputs);
  put_all(body.output_types);
  put_all(body.outputs);
  put(static_cast<uint16_t>(body.code.size()));
  for (const Inst& inst : body.code) {
    put(inst.op);
    put(inst.type);
    put(inst.a);
    put(inst.b);
    put(inst.c);
    put(inst.imm);
  }
}

Program Reader::program() {
  Program body;
  repeat([&] { body.inputs.push_back(dtype()); });
  repeat([&] { body.output_types.push_back(dtype()); });
  repeat([&] { body.outputs.push_back(get<uint16_t>()); });
  repeat([&] { body.code.push_back(read_inst(*this)); });
  return body;
}

void append_bytes(std::string& text, const Program& body) {
  Writer out;
  out.text = std::move(text);
  out.put_program(body);
  text = std::move(out.text);
}

std::string KernelSpec::encode() const {
  Writer out;
  out.put(static_cast<uint8_t>(form));
  out.put(static_cast<uint8_t>(streaming));
  out.put_all(sources);
  out.put(static_cast<uint16_t>(sinks.size()));
  for (const KernelSink& sink : sinks) {
    out.put(static_cast<uint8_t>(sink.fold));
    out.put(sink.fold ? sink.combine : Instr::kAdd);
  }
  out.put_program(body);
  return std::move(out.text);
}

bool KernelSpec::decode(std::string_view bytes, KernelSpec* spec) {
  *spec = {};
  Reader in(bytes);
  spec->form = in.get_enum<Form>(static_cast<int>(Form::kColumns));
  spec->streaming = in.get_enum<uint8_t>(1) != 0;
  in.repeat(
      [&] { spec->sources.push_back(in.get_enum<Access>(static_cast<int>(Access::kIndex))); });
  in.repeat([&] {
    bool fold = in.get_enum<uint8_t>(1) != 0;
    spec->sinks.push_back({fold, in.instr()});
  });
  spec->body = in.program();
  return in.good && in.ended();
}

}  // namespace duet
