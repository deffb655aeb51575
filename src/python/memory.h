// What Python may ask of the memory that element data lies in.
#pragma once

#include <nanobind/nanobind.h>

namespace duet::python {

void add_memory_functions(nanobind::module_& module);

}  // namespace duet::python
