// A control routine's spec as bytes.
#include "codegen/bytes.h"
#include "codegen/control.h"

namespace duet {
namespace {

template <class T>
void put_list(Writer& out, const std::vector<T>& items) {
  out.put(static_cast<uint32_t>(items.size()));
  for (const T& item : items) out.put(item);
}

void put_block(Writer& out, const ControlBlock& block) {
  put_list(out, block.results);
  out.put(static_cast<uint32_t>(block.steps.size()));
  for (const ControlStep& step : block.steps) {
    out.put(step.kind);
    out.put(static_cast<uint32_t>(step.body));
    out.put(step.combine);
    put_list(out, step.sources);
    put_list(out, step.results);
    put_list(out, step.numbers);
    out.put(static_cast<uint8_t>(step.blocks.size()));
    for (const ControlBlock& below : step.blocks) put_block(out, below);
  }
}

class ControlReader {
 public:
  ControlReader(Reader& in, ControlSpec& spec) : in_(in), spec_(spec) {}

  void read() {
    repeat([&] {
      DType type = in_.dtype();
      auto count = in_.get<int>();
      in_.good = in_.good && count > 0 && count <= kControlElements && !is_complex(type);
      spec_.registers.push_back({type, count});
    });
    repeat([&] { spec_.bodies.push_back(in_.program()); });
    spec_.inputs = registers();
    block(spec_.main);
  }

 private:
  template <class F>
  void repeat(F&& f) {
    for (auto n = in_.get<uint32_t>(); n > 0 && in_.good; --n) f();
  }
  std::vector<int> registers() {
    std::vector<int> list;
    repeat([&] {
      list.push_back(in_.get<int>());
      in_.good =
          in_.good && list.back() >= 0 && list.back() < static_cast<int>(spec_.registers.size());
    });
    return list;
  }
  void block(ControlBlock& into) {
    into.results = registers();
    repeat([&] { step(into.steps.emplace_back()); });
  }
  void step(ControlStep& into) {
    into.kind = in_.get_enum<ControlKind>(static_cast<int>(ControlKind::kLeave));
    into.body = static_cast<int>(in_.get<uint32_t>());
    in_.good = in_.good && (into.kind != ControlKind::kBody ||
                            into.body < static_cast<int>(spec_.bodies.size()));
    into.combine = in_.instr();
    into.sources = registers();
    into.results = registers();
    repeat([&] { into.numbers.push_back(in_.get<uint64_t>()); });
    for (int n = in_.get_enum<uint8_t>(2); n > 0 && in_.good; --n)
      block(into.blocks.emplace_back());
  }

  Reader& in_;
  ControlSpec& spec_;
};

}  // namespace

std::string ControlSpec::encode() const {
  Writer out;
  out.put(kControlMark);
  out.put(static_cast<uint32_t>(registers.size()));
  for (const ControlRegister& r : registers) {
    out.put(r.type);
    out.put(r.count);
  }
  out.put(static_cast<uint32_t>(bodies.size()));
  for (const Program& body : bodies) out.put_program(body);
  put_list(out, inputs);
  put_block(out, main);
  return std::move(out.text);
}

bool ControlSpec::decode(std::string_view bytes, ControlSpec* spec) {
  *spec = {};
  Reader in(bytes);
  if (in.get<char>() != kControlMark) return false;
  ControlReader(in, *spec).read();
  return in.good && in.ended();
}

}  // namespace duet
