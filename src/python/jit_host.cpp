// Texts are drawn by mindspore/common/_errors.py.
#include "python/jit_host.h"

#include "frontend/evaluate/guards.h"
#include "python/convert.h"
#include "python/place.h"

namespace duet::python {
namespace {

class Locked {
 public:
  Locked() : state_(PyGILState_Ensure()) {}
  ~Locked() { PyGILState_Release(state_); }
  Locked(const Locked&) = delete;
  Locked& operator=(const Locked&) = delete;

 private:
  PyGILState_STATE state_;
};

Object tuple_of(std::span<const Value> args) {
  Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(args.size())));
  for (size_t i = 0; i < args.size(); ++i)
    PyTuple_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(i), checked(to_python(args[i])).leak());
  return tuple;
}

/// An exception of a class that only Python knows.
[[noreturn]] void raise(PyObject* type, const ir::Node& node, std::span<const Value> args) {
  Object exception = checked(PyObject_CallObject(type, tuple_of(args).get()));
  PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.get())), exception.get());
  add_traceback(node.place);
  throw PythonError();
}

Object drawn(const char* function, frontend::JitObject* self,
             const frontend::Unsupported& unsupported, PyObject* visits = nullptr) {
  Object draw = import_attribute("mindspore.common._errors", function);
  Object places = place_list(unsupported.place);
  return checked(PyObject_CallFunction(draw.get(), visits ? "OssOO" : "OssO", self->function,
                                       unsupported.reason.c_str(), unsupported.slug.c_str(),
                                       places.get(), visits));
}

}  // namespace

Values PythonHost::call(const ir::Node& node, std::span<const Value> args) {
  Locked locked;
  if (node.kind == ir::NodeKind::kPrint) {
    bool described = node.name == "described";
    Object print = import_attribute(described ? "mindspore.common._host" : "builtins",
                                    described ? "print_parts" : "print");
    checked(PyObject_CallObject(print.get(), tuple_of(args).get()));
    return {};
  }
  if (node.kind == ir::NodeKind::kCheck && node.name == frontend::kLeave) leave(node, args);
  PyObject* host = compiled_.hosts.at(static_cast<size_t>(node.host)).get();
  if (const frontend::Visit* found = frontend::visit_of(host)) return visit(*found, node, args);
  bool check = node.kind == ir::NodeKind::kCheck;
  if (check || node.kind == ir::NodeKind::kRaise) raise(host, node, args.subspan(check ? 1 : 0));
  return {to_value(checked(PyObject_CallObject(host, tuple_of(args).get())).get())};
}

Values PythonHost::visit(const frontend::Visit& visit, const ir::Node& node,
                         std::span<const Value> args) {
  try {
    Values results = frontend::run_visit(visit, args, signature_, held_);
    if (visit.quiet || !compiled_.stays || !compiled_.stays->broken(signature_)) return results;
    if (visit.reports) {
      frontend::note_change(visit, results);
    } else {
      PyErr_Format(PyExc_RuntimeError,
                   "`%s` has changed something outside that the compiled function has read before; "
                   "write it into a function without @jit  [visit-changes-outside]",
                   node.name.c_str());
      throw PythonError();
    }
    return results;
  } catch (const PythonError&) {
    add_traceback(node.place);
    throw;
  }
}

void PythonHost::leave(const ir::Node& node, std::span<const Value> args) {
  const frontend::Leave& from = *compiled_.leaves.at(static_cast<size_t>(node.host));
  if (!anew_ && !from.frames.empty())
    left_ = frontend::make_left(from, args.subspan(1), signature_);
  throw LeftGraph();
}

void PythonHost::look_for_signals() {
  using namespace std::chrono_literals;
  auto now = std::chrono::steady_clock::now();
  if (now - looked_ < 50ms) return;
  looked_ = now;
  Locked locked;
  checked(PyErr_CheckSignals());
}

void warn_of_fallback(frontend::JitObject* self, const frontend::Unsupported& unsupported) {
  if (self->warned) return;
  self->warned = true;
  Object text = drawn("fallback_text", self, unsupported);
  Object warn = import_attribute("warnings", "warn");
  checked(PyObject_CallOneArg(warn.get(), text.get()));
}

void warn_of_many(frontend::JitObject* self) {
  frontend::Unsupported many;
  many.reason = "it is called with ever new shapes, types or values, and compiling costs more";
  many.slug = "many-specialisations";
  warn_of_fallback(self, many);
}

void refuse_to_fall_back(frontend::JitObject* self, const frontend::Unsupported& unsupported,
                         const Object& visits) {
  Object text = drawn("refusal_text", self, unsupported, visits ? visits.get() : Py_None);
  PyErr_SetObject(PyExc_RuntimeError, text.get());
}

}  // namespace duet::python
