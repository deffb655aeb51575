// What the interpreter knows of places that no frame has run.
#include "python/jit/place.h"

#include "frontend/evaluate/machine/standing.h"

namespace duet::python {

Object place_list(const ir::PlaceRef& place) {
  Object list = checked(PyList_New(0));
  for (const ir::Place* at = place.get(); at; at = at->called_from.get()) {
    Object item = checked(Py_BuildValue("(ssiiii)", at->file.c_str(), at->function.c_str(),
                                        at->line, at->column, at->end_line, at->end_column));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

Object standing_list() {
  Object list = checked(PyList_New(0));
  for (const frontend::Standing::At& at : frontend::Standing::all()) {
    PyObject* above = at.above ? at.above.get() : Py_None;
    Object item = checked(PyTuple_Pack(2, above, place_list(at.place).get()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

/// As tracebacks name functions: without the class.
static const char* plain_name(const ir::Place& place) {
  size_t dot = place.function.rfind('.');
  return place.function.c_str() + (dot == std::string::npos ? 0 : dot + 1);
}

void add_traceback(const ir::PlaceRef& place) noexcept {
  for (const ir::Place* at = place.get(); at; at = at->called_from.get())
    _PyTraceback_Add(plain_name(*at), at->file.c_str(), at->line);
}

}  // namespace duet::python
