// Texts are drawn by mindspore/common/_errors.py.
#include "python/jit/host.h"

#include <algorithm>
#include <unordered_set>

#include "frontend/evaluate/boundary/guards.h"
#include "frontend/evaluate/machine/standing.h"
#include "frontend/evaluate/visits/any.h"
#include "python/jit/place.h"
#include "python/operators/convert.h"

namespace duet::python {
namespace {

/// Behind a visit or print.
class RestAgain {
 public:
  RestAgain(PythonHost& host, bool rests) : host_(host), rests_(rests) { host_.hold(); }
  ~RestAgain() {
    if (rests_ && !std::uncaught_exceptions()) host_.rest();
  }
  RestAgain(const RestAgain&) = delete;
  RestAgain& operator=(const RestAgain&) = delete;

 private:
  PythonHost& host_;
  bool rests_;
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
  RestAgain again(*this, always_);
  bool raises = node.kind == ir::NodeKind::kCheck || node.kind == ir::NodeKind::kRaise;
  (raises ? raised_ : spoke_) = true;
  if (node.kind == ir::NodeKind::kPrint) {
    bool described = node.name == "described";
    Object print = import_attribute(described ? "mindspore.common._host" : "builtins",
                                    described ? "print_parts" : "print");
    checked(PyObject_CallObject(print.get(), tuple_of(args).get()));
    return {};
  }
  if (node.kind == ir::NodeKind::kCheck && node.name == frontend::kLeave) leave(node, args);
  PyObject* host = compiled_.hosts.at(static_cast<size_t>(node.host)).get();
  bool check = node.kind == ir::NodeKind::kCheck;
  if (check || node.kind == ir::NodeKind::kRaise) raise(host, node, args.subspan(check ? 1 : 0));
  return {to_value(checked(PyObject_CallObject(host, tuple_of(args).get())).get())};
}

void PythonHost::visit(const ir::Node& node, const HostCallArguments& given) {
  RestAgain again(*this, always_);
  PyObject* host = compiled_.hosts[static_cast<size_t>(node.host)].get();
  const frontend::Visit* visit = frontend::visit_of(host);
  if (!visit) return HostHook::visit(node, given);
  spoke_ = true;
  frontend::Standing standing(node.place);
  try {
    frontend::run_visit(*visit, given, signature_, held_);
    if (visit->quiet || !compiled_.stays || frontend::leaves_outside(*visit, compiled_, signature_))
      return;
    if (visit->reports) return frontend::note_change(*visit, given);
    PyErr_Format(PyExc_RuntimeError,
                 "`%s` has changed something outside that the compiled function has read before; "
                 "write it into a function without @jit  [visit-changes-outside]",
                 node.name.c_str());
    throw PythonError();
  } catch (const PythonError&) {
    add_traceback(node.place);
    throw;
  }
}

void PythonHost::leave(const ir::Node& node, std::span<const Value> args) {
  const frontend::Leave& from = *compiled_.leaves.at(static_cast<size_t>(node.host));
  if (!anew_ && !from.frames.empty())
    left_ = frontend::make_left(from, args.subspan(1), signature_, held_.rewritten);
  throw LeftGraph();
}

/// For signals, and for threads that wait for the interpreter lock.
void PythonHost::look_around() {
  using namespace std::chrono_literals;
  // A waiting thread asks for the lock after 5 ms (sys.getswitchinterval); only then does CPython
  // see to it that the thread gets it when the lock is let go.
  constexpr auto kTurn = 8ms, kSignals = 50ms;
  auto now = std::chrono::steady_clock::now();
  if (!resting_ && now - yielded_ >= kTurn) {
    rest();
    hold();
    yielded_ = now;
  }
  if (!interruptible_ || now - looked_ < kSignals) return;
  looked_ = now;
  RestAgain again(*this, resting_ != nullptr);
  checked(PyErr_CheckSignals());
}

/// Objects that nothing refers to any more: a loop's rounds leave them behind.
void PythonHost::forget(size_t kept, std::span<const Value> values) {
  std::unordered_set<PyObject*> needed;
  std::vector<const Value*> open;
  for (const Value& value : values) open.push_back(&value);
  while (!open.empty()) {
    const Value& value = *open.back();
    open.pop_back();
    if (value.kind() == Value::Kind::kInt) needed.insert(frontend::object_of(value));
    if (value.is_list())
      for (const Value& item : value.as_list()) open.push_back(&item);
  }
  RestAgain again(*this, resting_ != nullptr);
  std::vector<Object>& objects = held_.objects;
  auto first = objects.begin() + static_cast<std::ptrdiff_t>(kept);
  auto end = std::partition(first, objects.end(),
                            [&](const Object& object) { return needed.erase(object.get()) > 0; });
  // What these do when they go may visit this very call's thread, not its `held_`.
  std::vector<Object> gone(std::make_move_iterator(end), std::make_move_iterator(objects.end()));
  objects.erase(end, objects.end());
  room_ = kRoom + (objects.size() - kept);
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
