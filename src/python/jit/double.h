// A double of the evaluator for tests of the callable: what it gives is written down by the test.
#pragma once

#include "python/object.h"

namespace duet::python {

/// `_core.jit_double(function)`; `function(function, args, kwargs, leaves)` gives a dict:
///   inputs  [("leaf", i) | ("outside", Tensor)]
///   guards  [(kind, leaf, container, key, expected)], kinds by number, None for nothing
///   makes   [(kind, index, object, parts)]
///   writes  [(kind, target, name, item)]
///   result  an item
///   run     called with the inputs; gives a tuple of Tensors and numbers
/// or raises RuntimeError(reason, slug, file, function, line) for what is unsupported.
PyObject* jit_double(PyObject*, PyObject* function);

}  // namespace duet::python
