// What operators give, one by one: of a call in Python, and of the graph that stands for it.
// `jit(check=True)` compares the two (mindspore/common/_check.py).
#pragma once

#include "python/object.h"

namespace duet::python {

/// (compiled function, args, kwargs) -> (result, trail): the call in Python alone.
PyObject* jit_trail_of_python(PyObject*, PyObject* args);
/// (compiled function, args, kwargs, optimised) -> trail: its graph, as recorded or as the passes
/// have left it, node by node. None where there is no graph.
PyObject* jit_trail_of_graph(PyObject*, PyObject* args);
/// (compiled function, args, kwargs) -> (the Tensors outside that its graph reads or writes, other
/// objects that it changes); None where there is no graph.
PyObject* jit_outside(PyObject*, PyObject* args);

}  // namespace duet::python
