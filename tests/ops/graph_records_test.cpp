// Every record at every sample as a graph of one node: the bits of eager mode, forward and
// backward, whatever the inputs' layout.
#include "ops/samples.h"
#include "runtime/program_tools.h"

namespace duet {
namespace {

/// Ones for what may be an index or a count.
Tensor sample_tensor(Random& random, const TensorType& type, bool turned) {
  Ints shape = type.sizes();
  if (!turned || shape.size() < 2) {
    if (is_float(type.dtype)) return random_tensor(random, type.dtype, shape);
    Value one =
        ops::cast(V(&eager(), Tensor(random_tensor(random, DType::kFloat32, {}))), DType::kBool)
            .front()
            .value();
    return V(ops::broadcast_to(V(ops::cast(V(&eager(), one), type.dtype)), shape))
        .value()
        .as_tensor();
  }
  std::swap(shape[0], shape[1]);
  Tensor whole = copy_of(sample_tensor(random, {type.dtype, to_shape(shape)}, false));
  Ints perm;
  for (size_t a = 0; a < shape.size(); ++a) perm.push_back(static_cast<int64_t>(a));
  std::swap(perm[0], perm[1]);
  return whole.view(transpose(whole.layout(), perm));
}

Value as_input(Drawing& drawing, const Value& value) {
  if (value.is_tensor()) return drawing.input(value.as_tensor()).value();
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(as_input(drawing, item));
  return items;
}

bool reproducible(const Op& op) {
  return op.updates.argument[0] < 0 && std::string_view(op.name) != "Empty";
}

void check_forward(const Op& op, const Values& args, const std::string& what) {
  Drawing drawing;
  Values nodes;
  for (const Value& arg : args) nodes.push_back(as_input(drawing, arg));
  for (const Value& made : drawing.recorder().apply(op, nodes))
    drawing.result(V(&drawing.recorder(), made));
  Values expected = run_by_interpreting(drawing.graph(), drawing.inputs());
  auto program = GraphProgram::build(drawing.graph());
  Values found = program->run(drawing.inputs(), nullptr);
  ASSERT_EQ(found.size(), expected.size());
  for (size_t i = 0; i < found.size(); ++i)
    expect_same(found[i], expected[i], what + "\n" + program->describe());
}

void check_record(const OpEntry& entry, bool turned, int& computed) {
  for (const char* sample : entry.op->samples.text) {
    if (!sample) break;
    Random random(7);
    auto tensor = [&](const TensorType& type) -> Value {
      return sample_tensor(random, type, turned);
    };
    std::string what = fmt::format("{} {}{}", entry.op->name, sample, turned ? " turned" : "");
    try {
      Values args = bind(*entry.op, testing::parse_sample(sample, tensor));
      check_forward(*entry.op, args, what);
      ++computed;
    } catch (const Error&) {
      // Ones are no fit for every index.
    }
  }
}

TEST(Records, AreTheSameInAGraph) {
  int computed = 0;
  for (const auto& entry : registry())
    if (reproducible(*entry->op))
      for (bool turned : {false, true}) check_record(*entry, turned, computed);
  EXPECT_GT(computed, 800);
}

}  // namespace
}  // namespace duet
