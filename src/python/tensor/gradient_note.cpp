// Texts and what has been said are kept by mindspore/common/_gradient_note.py.
#include "python/tensor/gradient_note.h"

#include "python/jit/place.h"
#include "python/object.h"
#include "runtime/tape/tape.h"

namespace duet::python {

void note_made_of_array(DType dtype) {
  // Integers and bools have no gradient that could be missed.
  if (!is_float(dtype) || !Tape::current().gave_away()) return;
  Object note = import_attribute("mindspore.common._gradient_note", "note");
  checked(PyObject_CallOneArg(note.get(), standing_list().get()));
}

}  // namespace duet::python
