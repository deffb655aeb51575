// Every rule of every record, run once for each sample: inference, decomposition and gradient,
// recorded by a Trace. A rule that reads elements, forgets an argument or gives a wrong shape fails
// here, without an engine.
#include <gtest/gtest.h>

#include "ops/registry.h"
#include "ops/samples.h"
#include "ops/trace.h"

namespace duet::testing {
namespace {

struct Case {
  const OpEntry* entry;
  std::string sample;
};

std::vector<Case> cases() {
  std::vector<Case> all;
  for (const auto& entry : registry())
    for (const char* sample : entry->op->samples.text)
      if (sample) all.push_back({entry.get(), sample});
  return all;
}

size_t tensor_arguments(const OpEntry& entry, const Values& args) {
  size_t number = 0;
  for (size_t i = 0; i < args.size(); ++i) {
    ParamKind kind = entry.schema.params[i].kind;
    if (kind == ParamKind::kTensors)
      number += args[i].as_list().size();
    else if (kind == ParamKind::kTensor || kind == ParamKind::kOperand)
      ++number;
  }
  return number;
}

bool has_slopes(DType t) { return is_float(t) || is_complex(t); }

/// Cotangents like the results; none for the places of sort and topk.
Value cotangents(Trace& trace, const Types& types) {
  Values list;
  for (const TensorType& type : types)
    list.push_back(has_slopes(type.dtype) ? trace.input(type) : Value());
  return types.size() == 1 ? list[0] : Value(list);
}

class Rules : public ::testing::TestWithParam<Case> {};

TEST_P(Rules, InferAndDecompose) {
  const Op& op = *GetParam().entry->op;
  Trace trace;
  Values args =
      bind(op, parse_sample(GetParam().sample, [&](auto& type) { return trace.input(type); }));
  Types types = infer(op, args, trace);
  EXPECT_FALSE(types.empty());
  if (!op.body.is(BodyKind::kDecompose)) return;
  Call call(op, trace, args);
  Values results = op.body.decompose(call);
  ASSERT_EQ(results.size(), types.size());
  for (size_t i = 0; i < types.size(); ++i) EXPECT_EQ(trace.type(results[i]), types[i]);
}

TEST_P(Rules, Gradient) {
  const Op& op = *GetParam().entry->op;
  if (!op.grad.run) return;
  Trace trace;
  Values args =
      bind(op, parse_sample(GetParam().sample, [&](auto& type) { return trace.input(type); }));
  Types types = infer(op, args, trace);
  if (!has_slopes(types[0].dtype)) return;
  size_t wanted = tensor_arguments(*GetParam().entry, args);
  Values outs;
  for (const TensorType& type : types) outs.push_back(trace.input(type));
  args.push_back(types.size() == 1 ? outs[0] : Value(outs));
  args.push_back(cotangents(trace, types));
  Call call(op, trace, args);
  EXPECT_EQ(op.grad.run(call).size(), wanted);
}

std::string case_name(const ::testing::TestParamInfo<Case>& info) {
  return fmt::format("{}_{}", info.param.entry->op->name, info.index);
}
INSTANTIATE_TEST_SUITE_P(All, Rules, ::testing::ValuesIn(cases()), case_name);

}  // namespace
}  // namespace duet::testing
