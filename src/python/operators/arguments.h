// From a vectorcall's arguments to the complete Values of a schema.
#pragma once

#include "ops/registry.h"
#include "python/object.h"

namespace duet::python {

/// The arguments of one call, by parameter.
struct Arguments {
  SmallVector<Value, 8> values;
  /// As the user wrote them (borrowed); null where the default stands.
  SmallVector<PyObject*, 8> objects;
};

/// Reads positional and keyword arguments; `names` are the parameters' interned names.
void read_arguments(const OpEntry& entry, PyObject* names, PyObject* const* args, size_t count,
                    PyObject* keywords, Arguments& result);

}  // namespace duet::python
