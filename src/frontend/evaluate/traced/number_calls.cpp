// Which of Python's functions are which operations on numbers (ir/result_types.h).
#include "frontend/evaluate/traced/number_calls.h"

#include <unordered_map>

#include "frontend/evaluate/machine/imported.h"
#include "frontend/evaluate/traced/number.h"

namespace duet::frontend {
namespace {

struct Operation {
  const char* name;
  bool converts;  // a number that is of the result's kind already stays what it is
};
using Operations = std::unordered_map<PyObject*, Operation>;

/// The functions are kept by their modules for the life of the process.
const Operations& operations() {
  static const Operations* const table = [] {
    auto* made = new Operations{{reinterpret_cast<PyObject*>(&PyLong_Type), {"int", true}},
                                {reinterpret_cast<PyObject*>(&PyFloat_Type), {"float", true}},
                                {reinterpret_cast<PyObject*>(&PyBool_Type), {"bool", true}}};
    made->emplace(PyDict_GetItemString(PyEval_GetBuiltins(), "round"), Operation{"round", true});
    Object math = checked(PyImport_ImportModule("math"));
    auto add = [&](const char* name, bool converts) {
      made->emplace(checked(PyObject_GetAttrString(math.get(), name)).leak(),
                    Operation{name, converts});
    };
    for (const char* name : {"floor", "ceil", "trunc"}) add(name, true);
    for (const char* name : {"sqrt", "exp", "log", "log2", "log10", "sin", "cos", "tan", "tanh"})
      add(name, false);
    return made;
  }();
  return *table;
}

}  // namespace

std::optional<Object> number_call(PyObject* callee, PyObject* number) {
  auto found = operations().find(callee);
  if (found == operations().end()) return std::nullopt;
  const auto& [name, converts] = found->second;
  return number_of(name, callee, number, converts);
}

}  // namespace duet::frontend
