// `f(*items)`, `[*items]`, `{**pairs}` where it is known at run time only how many there are: the
// list or dict that is being built is Python's from there.
#include "frontend/evaluate/visits/visiting_attempt.h"

namespace duet::frontend {
namespace {

Arguments all(std::initializer_list<PyObject*> values) {
  Arguments arguments;
  for (PyObject* value : values) arguments.values.push_back(Object::borrow(value));
  return arguments;
}

constexpr const char* kSlug = "run-time-object";

}  // namespace

bool VisitingWorld::late_extend(PyObject* target, PyObject* items) {
  PyObject *any = late(target), *found = late(items);
  if (!any && !found) return false;
  Object held = Object::borrow(target);  // it lies on the stack, and goes on
  visit(host_function("extended").get(), all({any ? any : target, found ? found : items}),
        Gives::kNothing, {"`*` spreads an object of Python's", kSlug});
  return true;
}

bool VisitingWorld::late_update(PyObject* dict, PyObject* mapping) {
  PyObject *any = late(dict), *found = late(mapping);
  if (!any && !found) return false;
  Object held = Object::borrow(dict);
  visit(host_function("updated").get(), all({any ? any : dict, found ? found : mapping}),
        Gives::kNothing, {"`**` spreads an object of Python's", kSlug});
  return true;
}

Object VisitingWorld::late_tuple(PyObject* items) {
  return visit(reinterpret_cast<PyObject*>(&PyTuple_Type), all({late(items)}), Gives::kAny,
               {"a tuple of items of Python's", kSlug});
}

std::optional<Object> VisitingWorld::late_call(PyObject* callee, PyObject* items,
                                               PyObject* keywords) {
  Object none = keywords ? Object() : checked(PyDict_New());
  auto known = [&](PyObject* object) { return late(object) ? late(object) : object; };
  static PyObject* const print = PyDict_GetItemString(PyEval_GetBuiltins(), "print");
  Object described;
  if (callee == print && !keywords && deviates(Deviation::kRunTimePrint))
    described = host_function("print_parts");
  PyObject* called = described ? described.get() : known(callee);
  bool nothing = callee == print;
  Object result = visit(host_function("applied").get(),
                        all({called, known(items), keywords ? known(keywords) : none.get()}),
                        nothing ? Gives::kNothing : Gives::kAny,
                        {"arguments are an object of Python's", kSlug});
  return result;
}

std::vector<Object> VisitingWorld::late_arguments(PyObject* callee, PyObject* items, int count) {
  Object wanted = checked(PyLong_FromLong(count));
  return visit_parts(host_function("spread").get(), all({callee, late(items), wanted.get()}),
                     static_cast<size_t>(count));
}

}  // namespace duet::frontend
