// What the interpreter knows of places that no frame has run.
#include "python/place.h"

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

void add_traceback(const ir::PlaceRef& place) noexcept {
  for (const ir::Place* at = place.get(); at; at = at->called_from.get())
    _PyTraceback_Add(at->function.c_str(), at->file.c_str(), at->line);
}

}  // namespace duet::python
