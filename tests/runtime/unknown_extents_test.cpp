// Every record at every sample with extents that nobody knows while the graph is recorded: its
// types fit what comes out, and values and gradients have eager mode's bits.
#include "autodiff/reverse.h"
#include "ir/examples.h"
#include "ops/samples.h"
#include "runtime/program_tools.h"

namespace duet {
namespace {

/// Which extents are unknown: those of one axis of one tensor, or all.
struct Opening {
  int tensor = -1, axis = -1;
};

TensorType opened(TensorType type, int tensor, const Opening& opening) {
  for (int axis = 0; axis < type.rank(); ++axis)
    if (opening.tensor < 0 || (opening.tensor == tensor && opening.axis == axis))
      type.shape[axis] = Dim::unknown();
  return type;
}

bool fits(const Tensor& tensor, const ir::Type& type) {
  if (!type.is_tensor()) return false;
  if (type.dtype_known() && *type.known_dtype() != tensor.dtype()) return false;
  if (!type.rank_known() || !type.dtype_known()) return true;
  const Shape& shape = type.as_tensor().shape;
  if (shape.size() != tensor.shape().size()) return false;
  for (size_t i = 0; i < shape.size(); ++i)
    if (differ(shape[i], tensor.shape()[i])) return false;
  return true;
}

/// Small whole numbers serve as indices and counts too.
Tensor sample_tensor(Random& random, const TensorType& type) {
  if (is_float(type.dtype)) return random_tensor(random, type.dtype, type.sizes());
  Tensor whole(DType::kFloat32, type.sizes());
  for (int64_t i = 0; i < whole.count(); ++i)
    whole.data_as<float>()[i] = static_cast<float>(pick(random, 2));
  return V(ops::cast(V(&eager(), whole), type.dtype)).value().as_tensor();
}

Value replaced(const Value& value, std::span<const Value>& with) {
  if (value.is_tensor()) {
    Value next = with.front();
    with = with.subspan(1);
    return next;
  }
  if (!value.is_list()) return value;
  Values items;
  for (const Value& item : value.as_list()) items.push_back(replaced(item, with));
  return items;
}

Values replaced_all(const Values& args, std::span<const Value> with) {
  Values result;
  for (const Value& arg : args) result.push_back(replaced(arg, with));
  return result;
}

class Subject {
 public:
  Subject(const Op& op, const char* sample) : op_(op) {
    Random random(11);
    args_ = bind(op, testing::parse_sample(sample, [&](const TensorType& type) -> Value {
                   return sample_tensor(random, type);
                 }));
    flatten_tensors(args_, tensors_);
    results_ = eager().apply(op, args_);
    for (size_t k = 0; k < results_.size(); ++k)
      cotangents_.push_back(sample_tensor(random, type_of(results_[k].as_tensor())));
  }

  std::vector<Opening> openings() const {
    std::vector<Opening> all;
    if (tensors_.empty()) return all;
    all.push_back({});
    for (size_t t = 0; t < tensors_.size(); ++t)
      for (int axis = 0; axis < tensors_[t].rank(); ++axis)
        all.push_back({static_cast<int>(t), axis});
    return all;
  }

  /// Whether the graph could be made.
  bool check(const Opening& opening, const std::string& what) {
    ir::Graph graph;
    ir::Recorder recorder(graph);
    Values nodes = inputs(graph, opening), made;
    try {
      made = recorder.apply(op_, replaced_all(args_, nodes));
    } catch (const ir::UnknownTypes&) {
      return false;
    }
    for (size_t k = 0; k < made.size(); ++k)
      EXPECT_TRUE(fits(results_[k].as_tensor(), graph.type(made[k].as_node())))
          << what << ": " << describe(results_[k]) << " is no "
          << to_text(graph.type(made[k].as_node()));
    // To run what is recorded takes most of the time: once for each sample.
    if (opening.tensor >= 0) return true;
    graph.results = made;
    Values given(tensors_.begin(), tensors_.end());
    auto program = GraphProgram::build(graph);
    Values found = program->run(given, nullptr);
    for (size_t k = 0; k < found.size(); ++k)
      expect_same_bits(found[k], results_[k], what + "\n" + program->describe());
    return true;
  }

  bool check_gradient(const Opening& opening, const std::string& what) {
    Tape& tape = Tape::current();
    size_t position = tape.begin();
    std::vector<Tensor> leaves, outs, seeds;
    Values leaf_values;
    for (const Tensor& tensor : tensors_) {
      leaves.push_back(tape.leaf(tensor));
      leaf_values.push_back(leaves.back());
    }
    Values results = eager().apply(op_, replaced_all(args_, leaf_values));
    for (size_t k = 0; k < results.size(); ++k)
      if (comes_back(k)) {
        outs.push_back(results[k].as_tensor());
        seeds.push_back(cotangents_[k]);
      }
    std::vector<Tensor> expected = tape.gradients(position, outs, seeds, leaves);
    tape.end();
    Values found;
    if (!graph_gradients(opening, found)) return false;
    EXPECT_EQ(found.size(), expected.size());
    for (size_t i = 0; i < expected.size(); ++i) {
      if (!expected[i]) continue;
      EXPECT_FALSE(found[i].is_none()) << what;
      if (!found[i].is_none()) expect_same_bits(found[i], expected[i], what);
    }
    return true;
  }

 private:
  bool comes_back(size_t k) const {
    return autodiff::comes_back(k, results_[k].as_tensor().dtype(),
                                results_[0].as_tensor().dtype());
  }

  Values inputs(ir::Graph& graph, const Opening& opening) const {
    Values nodes;
    for (size_t t = 0; t < tensors_.size(); ++t) {
      TensorType type = opened(type_of(tensors_[t]), static_cast<int>(t), opening);
      nodes.push_back(Value::node(graph.add_input("x", ir::Type::tensor(type))));
    }
    return nodes;
  }

  bool graph_gradients(const Opening& opening, Values& gradients) const {
    ir::Graph graph;
    ir::Recorder recorder(graph);
    Values nodes = inputs(graph, opening), given(tensors_.begin(), tensors_.end()), leaves;
    autodiff::ReverseRequest request;
    for (const Value& input : nodes) {
      ir::Node leaf;
      leaf.kind = ir::NodeKind::kLeaf;
      leaf.args = {input};
      leaf.types = {graph.type(input.as_node())};
      leaves.push_back(Value::node(recorder.append(std::move(leaf))));
      request.leaves.push_back(leaves.back().as_node());
    }
    try {
      Values made = recorder.apply(op_, replaced_all(args_, leaves));
      for (size_t k = 0; k < made.size(); ++k) {
        if (!comes_back(k)) continue;
        request.outputs.push_back(made[k]);
        request.cotangents.push_back(
            Value::node(graph.add_input("dout", ir::Type::tensor(type_of(cotangents_[k])))));
        given.push_back(cotangents_[k]);
      }
      gradients = autodiff::reverse(recorder, request);
    } catch (const ir::UnknownTypes&) {
      return false;
    }
    for (const Value& gradient : gradients)
      if (!gradient.is_none()) graph.results.push_back(gradient);
    Values found = GraphProgram::build(graph)->run(given, nullptr);
    size_t next = 0;
    for (Value& gradient : gradients)
      if (!gradient.is_none()) gradient = found[next++];
    return true;
  }

  static void expect_same_bits(const Value& a, const Value& b, const std::string& what) {
    Tensor x = a.as_tensor(), y = b.as_tensor();
    EXPECT_EQ(describe(a), describe(b)) << what;
    EXPECT_TRUE(bytes_of(x) == bytes_of(y)) << what << ": other bits";
  }

  const Op& op_;
  Values args_, results_;
  std::vector<Tensor> tensors_, cotangents_;
};

bool reproducible(const Op& op) {
  return op.updates.argument[0] < 0 && std::string_view(op.name) != "Empty";
}

std::string said(const Op& op, const char* sample, const Opening& opening) {
  return fmt::format("{} {} open {} {}", op.name, sample, opening.tensor, opening.axis);
}

/// Runs `check(subject, opening, what)` over all records; answers how many it held for.
template <class F>
int over_all_records(F check) {
  int held = 0;
  for (const auto& entry : registry()) {
    if (!reproducible(*entry->op)) continue;
    for (const char* sample : entry->op->samples.text) {
      if (!sample) break;
      std::optional<Subject> subject;
      try {
        subject.emplace(*entry->op, sample);
      } catch (const Error&) {
        continue;  // zeros and ones are no fit for every index
      }
      for (const Opening& opening : subject->openings()) {
        std::string what = said(*entry->op, sample, opening);
        try {
          held += check(*entry->op, *subject, opening, what) ? 1 : 0;
        } catch (const std::exception& error) {
          ADD_FAILURE() << what << ": " << error.what();
        }
      }
    }
  }
  return held;
}

TEST(UnknownExtents, TypesFitAndValuesAreEagerModes) {
  int held = over_all_records([](const Op&, Subject& subject, const Opening& opening,
                                 const std::string& what) { return subject.check(opening, what); });
  EXPECT_GT(held, 2000);
}

TEST(UnknownExtents, GradientsAreEagerModes) {
  int held = over_all_records(
      [](const Op& op, Subject& subject, const Opening& opening, const std::string& what) {
        bool tried = !op.constant && opening.tensor < 0;
        return tried && subject.check_gradient(opening, what);
      });
  EXPECT_GT(held, 400);
}

}  // namespace
}  // namespace duet
