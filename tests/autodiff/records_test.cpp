// Every record on every sample: the gradient that reverse() records equals the eager tape's, and so
// does the gradient of the gradient.
#include <gtest/gtest.h>

#include "autodiff/both_modes.h"
#include "ops/samples.h"

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
      if (sample && !entry->op->constant && entry->op->updates.argument[0] < 0)
        all.push_back({entry.get(), sample});
  return all;
}

/// Arguments and cotangents of a case, the same in every mode.
class Subject {
 public:
  explicit Subject(const Case& test) : op_(*test.entry->op) {
    args_ = bind(op_, parse_sample(test.sample, [&](const TensorType& type) -> Value {
                   return random_tensor(type, random_);
                 }));
    Values results = eager().apply(op_, args_);
    for (size_t k = 0; k < results.size(); ++k) {
      Tensor result = results[k].as_tensor(), first = results[0].as_tensor();
      if (!autodiff::comes_back(k, result.dtype(), first.dtype())) continue;
      places_.push_back(k);
      cotangents_.push_back(random_tensor(type_of(result), random_));
    }
    flatten_tensors(args_, tensors_);
    for (const Tensor& tensor : tensors_)
      second_.push_back(random_tensor(type_of(tensor), random_));
  }
  Vs inputs(Mode& mode) const { return all(mode, tensors_); }
  Vs cotangents(Mode& mode) const { return all(mode, cotangents_); }
  Vs second(Mode& mode) const { return all(mode, second_); }

  /// The results that have cotangents.
  Vs apply(const Vs& tensors) const {
    size_t next = 0;
    Values args;
    for (const Value& arg : args_) args.push_back(replaced(arg, tensors, next));
    Dispatcher& dispatcher = *tensors[0].dispatcher();
    Values results = dispatcher.apply(op_, args);
    Vs outs;
    for (size_t k : places_) outs.push_back(V(&dispatcher, results[k]));
    return outs;
  }

 private:
  static Vs all(Mode& mode, const std::vector<Tensor>& tensors) {
    Vs values;
    for (const Tensor& tensor : tensors) values.push_back(mode.input(tensor));
    return values;
  }
  static Value replaced(const Value& value, const Vs& tensors, size_t& next) {
    if (value.is_tensor()) return tensors[next++].value();
    if (!value.is_list()) return value;
    Values items;
    for (const Value& item : value.as_list()) items.push_back(replaced(item, tensors, next));
    return items;
  }

  const Op& op_;
  std::mt19937 random_{7};
  Values args_;
  std::vector<Tensor> tensors_, cotangents_, second_;
  std::vector<size_t> places_;
};

Vs leaves_of(Mode& mode, const Vs& values) {
  Vs leaves;
  for (const V& value : values) leaves.push_back(mode.leaf(value));
  return leaves;
}

class Records : public ::testing::TestWithParam<Case> {};

TEST_P(Records, GradientEqualsTheTapes) {
  Subject subject(GetParam());
  expect_same_in_both_modes([&](Mode& mode) {
    Vs inputs = subject.inputs(mode), cotangents = subject.cotangents(mode);
    if (inputs.empty()) return Vs{};
    size_t position = mode.begin();
    Vs leaves = leaves_of(mode, inputs);
    Vs outs = subject.apply(leaves);
    Vs results = mode.gradients(position, outs, cotangents, leaves);
    mode.end();
    for (const V& out : outs) results.push_back(out);
    return results;
  });
}

TEST_P(Records, GradientOfTheGradientEqualsTheTapes) {
  Subject subject(GetParam());
  expect_same_in_both_modes([&](Mode& mode) {
    Vs inputs = subject.inputs(mode), cotangents = subject.cotangents(mode),
       second = subject.second(mode);
    if (inputs.empty()) return Vs{};
    size_t outer = mode.begin();
    Vs outer_leaves = leaves_of(mode, inputs), outer_cotangents = leaves_of(mode, cotangents);
    size_t inner = mode.begin();
    Vs leaves = leaves_of(mode, outer_leaves);
    Vs outs = subject.apply(leaves);
    Vs slopes = mode.gradients(inner, outs, outer_cotangents, leaves), present, weights;
    mode.end();
    for (size_t i = 0; i < slopes.size(); ++i) {
      if (slopes[i].is_none()) continue;
      present.push_back(slopes[i]);
      weights.push_back(second[i]);
    }
    Vs all = outer_leaves;
    for (const V& cotangent : outer_cotangents) all.push_back(cotangent);
    Vs results = mode.gradients(outer, present, weights, all);
    mode.end();
    return results;
  });
}

std::string case_name(const ::testing::TestParamInfo<Case>& info) {
  return fmt::format("{}_{}", info.param.entry->op->name, info.index);
}
INSTANTIATE_TEST_SUITE_P(All, Records, ::testing::ValuesIn(cases()), case_name);

}  // namespace
}  // namespace duet::testing
