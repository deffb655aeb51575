// A kernel's spec as bytes. Little-endian, fixed widths, nothing optional: equal specs, equal
// bytes.
#include <string>

#include "codegen/kernel.h"

namespace duet {
namespace {

class Writer {
 public:
  template <class T>
  void put(T value) {
    text.append(reinterpret_cast<const char*>(&value), sizeof(T));
  }
  template <class T>
  void put_all(const std::vector<T>& items) {
    put(static_cast<uint16_t>(items.size()));
    for (const T& item : items) put(item);
  }
  std::string text;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}
  template <class T>
  T get() {
    T value{};
    if (text_.size() < sizeof(T)) {
      good = false;
      return value;
    }
    text_.copy(reinterpret_cast<char*>(&value), sizeof(T));
    text_.remove_prefix(sizeof(T));
    return value;
  }
  template <class E>
  E get_enum(int limit) {
    auto value = get<uint8_t>();
    if (value > limit) good = false;
    return good ? static_cast<E>(value) : E{};
  }
  template <class F>
  void repeat(F&& f) {
    for (int n = get<uint16_t>(); n > 0 && good; --n) f();
  }
  DType dtype() { return get_enum<DType>(kDTypeCount - 1); }
  Instr instr() { return get_enum<Instr>(static_cast<int>(Instr::kSelect)); }
  bool ended() const { return text_.empty(); }
  bool good = true;

 private:
  std::string_view text_;
};

void write_program(Writer& out, const Program& body) {
  out.put_all(body.inputs);
  out.put_all(body.output_types);
  out.put_all(body.outputs);
  out.put(static_cast<uint16_t>(body.code.size()));
  for (const Inst& inst : body.code) {
    out.put(inst.op);
    out.put(inst.type);
    out.put(inst.a);
    out.put(inst.b);
    out.put(inst.c);
    out.put(inst.imm);
  }
}

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

void append_bytes(std::string& text, const Program& body) {
  Writer out;
  out.text = std::move(text);
  write_program(out, body);
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
  write_program(out, body);
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
  in.repeat([&] { spec->body.inputs.push_back(in.dtype()); });
  in.repeat([&] { spec->body.output_types.push_back(in.dtype()); });
  in.repeat([&] { spec->body.outputs.push_back(in.get<uint16_t>()); });
  in.repeat([&] { spec->body.code.push_back(read_inst(in)); });
  return in.good && in.ended();
}

}  // namespace duet
