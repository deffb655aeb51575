// Texts are drawn by mindspore/common/_errors.py.
#include "python/jit/insight.h"

#include <algorithm>
#include <bit>
#include <chrono>

#include "frontend/evaluate/visits/visit.h"
#include "python/jit/called_back.h"
#include "python/jit/place.h"

namespace duet::python {
namespace {

/// A function is judged after this many calls, and each time that these have doubled.
constexpr uint64_t kCallsToJudge = 32;
constexpr uint64_t kCallsPerLook = 16;
/// Less than this in all is nobody's trouble.
constexpr double kWorthSaying = 100e6;  // nanoseconds

int64_t now() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

struct Cost {
  const frontend::Visit* visit;
  double nanoseconds;  // of all calls
};

/// The dearest first.
std::vector<Cost> costs(const frontend::Compiled& compiled) {
  std::vector<Cost> found;
  for (const Object& host : compiled.hosts)
    if (const frontend::Visit* visit = frontend::visit_of(host.get()))
      found.push_back({visit, visit->each_undisturbed() * static_cast<double>(visit->calls)});
  std::ranges::stable_sort(
      found, [](const Cost& a, const Cost& b) { return a.nanoseconds > b.nanoseconds; });
  return found;
}

Object warning_text(frontend::JitObject* self, std::span<const Cost> found, double share) {
  Object list = checked(PyList_New(0));
  for (const Cost& each : found)
    checked(PyList_Append(
        list.get(),
        checked(Py_BuildValue("(sssOKd)", each.visit->reason.c_str(), each.visit->slug.c_str(),
                              each.visit->name.c_str(), place_list(each.visit->place).get(),
                              static_cast<unsigned long long>(each.visit->calls),
                              each.visit->each()))
            .get()));
  Object draw = import_attribute("mindspore.common._visits", "warning_text");
  return checked(PyObject_CallFunction(draw.get(), "OOd", self->function, list.get(), share));
}

}  // namespace

Object visits_in_the_way(PyObject* function, PyObject* args, PyObject* kwargs,
                         const frontend::Signature& signature) {
  Object list = checked(PyList_New(0));
  std::shared_ptr<const frontend::Compiled> compiled;
  try {
    CalledBack called_back;
    compiled = frontend::evaluate(function, args, kwargs, signature, {.may_leave = true});
  } catch (const frontend::Unsupported&) {
    return list;  // Visits are not what is wrong.
  } catch (const PythonError&) {
    PyErr_Clear();
    return list;
  }
  for (const Object& host : compiled->hosts) {
    const frontend::Visit* visit = frontend::visit_of(host.get());
    if (!visit) continue;
    checked(PyList_Append(list.get(),
                          checked(Py_BuildValue("(ssO)", visit->reason.c_str(), visit->slug.c_str(),
                                                place_list(visit->place).get()))
                              .get()));
  }
  return list;
}

Timed::Timed(Specialisation& of) : of_(nullptr) {
  // The first calls of all pay for imports and caches of their own.
  if (!of.compiled->stays || of.runs % kCallsPerLook != 1 || of.runs == 1) return;
  of_ = &of;
  start_ = now();
}

Timed::~Timed() {
  if (!of_) return;
  ++of_->timed_runs;
  of_->run_nanoseconds += now() - start_;
}

void look_at_visits(frontend::JitObject* self, const Specialisation& chosen) {
  if (chosen.runs < kCallsToJudge || !std::has_single_bit(chosen.runs)) return;
  if (self->warned_of_visits || !chosen.compiled->stays || chosen.timed_runs == 0) return;
  std::vector<Cost> found = costs(*chosen.compiled);
  double visits = 0;
  for (const Cost& each : found) visits += each.nanoseconds;
  double all = static_cast<double>(chosen.run_nanoseconds) /
               static_cast<double>(chosen.timed_runs) * static_cast<double>(chosen.runs);
  if (visits < kWorthSaying || visits * 2 < all) return;
  self->warned_of_visits = true;
  Object text = warning_text(self, found, std::min(visits / all, 1.0));
  Object warn = import_attribute("warnings", "warn");
  checked(PyObject_CallOneArg(warn.get(), text.get()));
}

}  // namespace duet::python
