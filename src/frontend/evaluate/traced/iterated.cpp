// Looking for an object behind the iterators of loops.
#include "frontend/evaluate/traced/iterated.h"

namespace duet::frontend {
namespace {

struct Search {
  PyObject* container;
  int depth;
};

/// What iterators hold: the container, or iterators (`enumerate`, `zip`), tuples and views of them.
int look(PyObject* held, void* arg) {
  auto& search = *static_cast<Search*>(arg);
  constexpr int kDeepest = 6;
  if (held == search.container) return 1;
  const bool passes = PyIter_Check(held) || PyTuple_CheckExact(held) || PyDictViewSet_Check(held) ||
                      PyDictValues_Check(held);
  if (!passes || search.depth == kDeepest || !Py_TYPE(held)->tp_traverse) return 0;
  ++search.depth;
  const int found = Py_TYPE(held)->tp_traverse(held, look, arg);
  --search.depth;
  return found;
}

}  // namespace

bool is_iterated(const Machine& machine, PyObject* container) {
  Search search{container, 0};
  for (const auto& frame : machine.frames())
    for (const Activation& activation : frame->activations)
      if (activation.kind == Activation::Kind::kForBody && activation.held &&
          look(activation.held.get(), &search))
        return true;
  return false;
}

}  // namespace duet::frontend
