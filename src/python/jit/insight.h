// What a function's visits to Python are and cost, said aloud: in refusals, and in a warning.
#pragma once

#include "frontend/evaluate/jit_object.h"
#include "python/jit/cache.h"
#include "python/object.h"

namespace duet::python {

/// (reason, slug, places) of each visit that the function would make if it were allowed to; none
/// where that is not to be found out. Changes nothing outside.
Object visits_in_the_way(PyObject* function, PyObject* args, PyObject* kwargs,
                         const frontend::Signature& signature);

/// The time of some calls of a graph with visits; how many it made says the specialisation.
class Timed {
 public:
  explicit Timed(Specialisation& of);
  ~Timed();
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  Specialisation* of_;  // null: not this call
  int64_t start_ = 0;
};

/// Warns, once for each function, when visits take most of its time. Before a call: nothing of it
/// is lost in a program that turns warnings into errors.
void look_at_visits(frontend::JitObject* self, const Specialisation& chosen);

}  // namespace duet::python
