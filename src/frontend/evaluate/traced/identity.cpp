// Numbers for Tensors from outside, and joins of them.
#include "frontend/evaluate/traced/identity.h"

#include <algorithm>

#include "frontend/evaluate/branches/fork.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/tensor.h"

namespace duet::frontend {

int Identities::number_of(PyObject* outside) {
  for (size_t i = 0; i < known_.size(); ++i)
    if (known_[i].get() == outside) return static_cast<int>(i);
  known_.push_back(Object::borrow(outside));
  return static_cast<int>(known_.size()) - 1;
}

const Identities::Choice* Identities::find(PyObject* tensor) const {
  if (choices_.empty()) return nullptr;
  auto found = choices_.find(tensor);
  return found == choices_.end() ? nullptr : &found->second;
}

const Identities::Choice* Identities::sharing(PyObject* tensor) const {
  for (const auto& [object, choice] : choices_)
    if (object != tensor && unwrap(object).storage()->id() == unwrap(tensor).storage()->id())
      return &choice;
  return nullptr;
}

void Identities::note(Choice choice) {
  PyObject* key = choice.tensor.get();
  choices_.insert_or_assign(key, std::move(choice));
}

bool TracedWorld::is_outside(PyObject* tensor) const {
  return leaf_of(tensor) >= 0 || (!tracer_.has_made(unwrap(tensor)) && !births_.contains(tensor));
}

bool TracedWorld::looks_outside(PyObject* tensor) const {
  Tensor looked = unwrap(tensor);
  if (is_outside(tensor)) return false;
  return !tracer_.has_made(looked) || leaf_of_storage(looked.storage()->id()) >= 0;
}

/// What the object is, as a number, known or not; `candidates` grows by what it may be.
Object TracedWorld::identity(PyObject* tensor, std::vector<int>& candidates) {
  if (const Identities::Choice* choice = identities_.find(tensor)) {
    candidates.insert(candidates.end(), choice->candidates.begin(), choice->candidates.end());
    return choice->which;
  }
  bool outside = is_outside(tensor) || looks_outside(tensor);
  int number = outside ? identities_.number_of(tensor) : Identities::kNew;
  if (outside) candidates.push_back(number);
  return checked(PyLong_FromLong(number));
}

/// `joined` stands for both: which of them it is becomes a value, too, where one is from outside.
Object Join::identified(Object joined, PyObject* first, PyObject* second) {
  if (is_unjoined(joined.get())) return joined;
  std::vector<int> candidates;
  Object a = world_.identity(first, candidates), b = world_.identity(second, candidates);
  if (candidates.empty()) return joined;
  Object which = numbers(a.get(), b.get());
  if (!is_run_time_number(which.get())) return joined;
  std::ranges::sort(candidates);
  auto doubles = std::ranges::unique(candidates);
  candidates.erase(doubles.begin(), doubles.end());
  tracer_.freeze(unwrap(joined.get()));
  for (int candidate : candidates) tracer_.freeze(unwrap(world_.identities().object(candidate)));
  world_.identities().note({joined, std::move(which), std::move(candidates)});
  return joined;
}

}  // namespace duet::frontend
