// How a visit is recorded; which calls are visits. Operators stand in visiting_operators.cpp.
#include "frontend/evaluate/visits/visiting_world.h"

#include <algorithm>

#include "frontend/evaluate/boundary/makes.h"
#include "frontend/evaluate/branches/fork_graph.h"
#include "frontend/evaluate/branches/growth.h"
#include "frontend/evaluate/traced/number.h"
#include "frontend/evaluate/traced/objects.h"
#include "frontend/evaluate/traced/tensor.h"
#include "frontend/evaluate/visits/any.h"
#include "frontend/evaluate/visits/visiting_attempt.h"

namespace duet::frontend {
namespace {

constexpr int kDeepest = 6;

std::string text_of(PyObject* object, const char* attribute) {
  Object value = Object::steal(PyObject_GetAttrString(object, attribute));
  const char* text =
      value && PyUnicode_Check(value.get()) ? PyUnicode_AsUTF8(value.get()) : nullptr;
  PyErr_Clear();
  return text ? text : "";
}

std::string name_of(PyObject* callee) {
  std::string name = text_of(callee, "__qualname__");
  return name.empty() ? Py_TYPE(callee)->tp_name : name;
}

std::string full_name_of(PyObject* callee) {
  std::string module = text_of(callee, "__module__"), name = name_of(callee);
  if (module.empty())
    if (PyObject* type = Py_TYPE(callee) == &PyMethodDescr_Type
                             ? reinterpret_cast<PyObject*>(PyDescr_TYPE(callee))
                             : nullptr)
      module = text_of(type, "__module__");
  return module.empty() || module == "builtins" ? name : fmt::format("{}.{}", module, name);
}

/// Mutable, and no state of the evaluator's has what its objects hold.
bool is_foreign_type(const PyTypeObject* type) {
  static constexpr std::string_view kTypes[] = {"collections.deque", "array.array", "bytearray",
                                                "_io.StringIO", "_io.BytesIO"};
  // Written in Python: a class knows its module only as an attribute.
  static constexpr std::string_view kOfCollections[] = {"UserList", "UserDict", "UserString",
                                                        "ChainMap"};
  const bool array = std::string_view(type->tp_name) == "numpy.ndarray";
  for (; type; type = type->tp_base) {
    if (std::ranges::find(kTypes, type->tp_name) != std::end(kTypes)) return true;
    if (!array && std::string_view(type->tp_name) == "numpy.ndarray") return true;
    if (std::ranges::find(kOfCollections, type->tp_name) != std::end(kOfCollections) &&
        text_of(reinterpret_cast<PyObject*>(const_cast<PyTypeObject*>(type)), "__module__") ==
            "collections")
      return true;
  }
  return false;
}

/// A bound method of C is another object at each call: its function, and what it is bound to.
void unbind(Object& callee, Arguments& arguments) {
  PyObject* self = nullptr;
  if (PyMethod_Check(callee.get())) {
    arguments.values.insert(arguments.values.begin(),
                            Object::borrow(PyMethod_GET_SELF(callee.get())));
    callee = Object::borrow(PyMethod_GET_FUNCTION(callee.get()));
    return;
  }
  if (PyCFunction_Check(callee.get())) self = PyCFunction_GET_SELF(callee.get());
  if (!self || PyModule_Check(self) || PyType_Check(self)) return;
  const char* name = reinterpret_cast<PyCFunctionObject*>(callee.get())->m_ml->ml_name;
  PyObject* found = _PyType_Lookup(Py_TYPE(self), name_object(name).get());
  if (!found || std::string_view(Py_TYPE(found)->tp_name) != "method_descriptor") return;
  arguments.values.insert(arguments.values.begin(), Object::borrow(self));
  callee = Object::borrow(found);
}

bool is_library(const std::string& module) {
  return module == "mindspore" || module.starts_with("mindspore.");
}

}  // namespace

// --- recording
// ------------------------------------------------------------------------------------

PyObject* VisitingWorld::late(PyObject* object) const {
  if (!object || is_any(object)) return object;
  if (exposed_.empty()) return nullptr;
  auto found = exposed_.find(object);
  return found == exposed_.end() ? nullptr : found->second.get();
}

bool VisitingWorld::holds_late(PyObject* object, int depth) const {
  if (!object || depth > kDeepest) return false;
  if (late(object)) return true;
  auto any_of = [&](PyObject* sequence) {
    Object items = checked(PySequence_Fast(sequence, ""));
    for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.get()); ++i)
      if (holds_late(PySequence_Fast_GET_ITEM(items.get(), i), depth + 1)) return true;
    return false;
  };
  if (PyTuple_Check(object) || PyList_Check(object)) return any_of(object);
  if (PyDict_Check(object)) return any_of(checked(PyDict_Values(object)).get());
  if (PySlice_Check(object)) {
    auto* slice = reinterpret_cast<PySliceObject*>(object);
    return late(slice->start) || late(slice->stop) || late(slice->step);
  }
  return false;
}

/// A mutable object from outside that no guard and no shadow knows how to follow.
bool VisitingWorld::is_foreign(PyObject* object) const {
  return is_foreign_type(Py_TYPE(object)) && !is_born(object);
}

/// What it holds is known when the graph runs only.
bool VisitingWorld::holds_unknown(PyObject* object) const {
  return late(object) || is_foreign(object) || (is_array(object) && !is_born(object));
}

/// Neither it nor its arguments know anything of the program's.
bool VisitingWorld::is_quiet(PyObject* callee, const Arguments& arguments) const {
  bool descriptor = std::string_view(Py_TYPE(callee)->tp_name) == "method_descriptor";
  if (!PyCFunction_Check(callee) && !descriptor) return false;
  for (size_t i = descriptor ? 1 : 0; i < arguments.values.size(); ++i) {
    PyObject* o = arguments.values[i].get();
    bool plain = o == Py_None || PyUnicode_CheckExact(o) || PyLong_CheckExact(o) ||
                 PyFloat_CheckExact(o) || PyBool_Check(o) || PyBytes_CheckExact(o) ||
                 is_run_time_number(o) || (is_tensor(o) && Py_TYPE(o) == tensor_type);
    if (!plain) return false;
  }
  std::string module = text_of(callee, "__module__");
  return module != "builtins" && module != "sys" && module != "gc";
}

void VisitingWorld::expect_allowed(const Why& why) const {
  auto refuse = [&] { throw_untraceable(why.reason, why.slug.c_str()); };
  if (!settings_.may_leave) refuse();
  if (tracer_.open().depth > 0) {
    // What Python computes in a gradient belongs to it: the call that takes the gradient is
    // Python's.
    const syntax::Step* step = machine_->gradient_step();
    if (!step) refuse();
    throw_start_again(step);
  }
  if (machine_->is_guarded() && !machine_->stands_alone()) refuse();
}

std::optional<Object> VisitingWorld::visit_whole(PyObject* callee, const Arguments& arguments) {
  return visit(callee, arguments, Gives::kAny,
               {"a gradient goes through what Python does", "gradient-visits"});
}

int64_t VisitingWorld::append_visit(PyObject* given, Arguments arguments, Gives gives, size_t parts,
                                    const Why& why) {
  expect_allowed(why);
  if (!prints_.empty()) throw_start_again(nullptr);
  print_late();
  visits_ = true;
  Object callee = Object::borrow(given);
  unbind(callee, arguments);
  for (Object& value : arguments.values) value = method_of_run(value);
  std::vector<Object> exposed = exposed_by(callee.get(), arguments);
  for (const Object& object : exposed) machine_->expose_before_forks(object.get());
  for (Object& object : std::exchange(to_expose_, {})) exposed.push_back(std::move(object));
  Visit made;
  made.keywords = arguments.keywords;
  made.gives = gives;
  made.parts = parts;
  made.quiet = is_quiet(callee.get(), arguments);
  made.catches = machine_->is_guarded();
  made.looks = !made.quiet && machine_->stands_alone();
  made.exposed = exposed.size();
  made.reason = why.reason;
  made.slug = why.slug;
  made.name = full_name_of(callee.get());
  made.place = machine_->place();
  ir::Node node;
  node.kind = ir::NodeKind::kHostCall;
  node.name = name_of(callee.get());
  Maker maker(*this, Maker::Of::kArguments, made.point, node.args);
  maker.without_growth();
  maker.ask(callee.get());
  for (const Object& value : arguments.values) maker.ask(noted(value).get());
  for (const Object& object : exposed) maker.ask(object.get());
  maker.writes();
  maker.stores();
  if (gives == Gives::kBool) node.types.push_back(ir::Type::scalar(NumberKind::kBool));
  if (gives == Gives::kInt) node.types.push_back(ir::Type::scalar(NumberKind::kInt));
  if (gives == Gives::kFloat) node.types.push_back(ir::Type::scalar(NumberKind::kFloat));
  if (gives == Gives::kAny) node.types.push_back(ir::Type::any());
  for (size_t i = 0; i < parts + exposed.size(); ++i) node.types.push_back(ir::Type::any());
  auto own = static_cast<int64_t>(node.types.size() - exposed.size());
  auto behind = static_cast<int64_t>(node.types.size());
  if (made.looks) node.types.push_back(ir::Type::scalar(NumberKind::kBool));
  if (made.catches) {
    node.types.push_back(ir::Type::scalar(NumberKind::kBool));
    node.types.push_back(ir::Type::any());
  }
  node.host = static_cast<int64_t>(compiled_.hosts.size());
  Object recorded = make_visit(std::move(made));
  compiled_.hosts.push_back(recorded);
  int64_t first = tracer_.append(std::move(node));
  for (const Object& birth : exposed) exposed_births_.push_back(birth);
  for (size_t i = 0; i < exposed.size(); ++i)
    exposed_[exposed[i].get()] = make_any(first + own + static_cast<int64_t>(i));
  leave_behind(recorded, why, first + behind);
  return first;
}

/// What is raised may be caught: Python goes on with it.
void VisitingWorld::leave_behind(const Object& made, const Why& why, int64_t behind) {
  const Visit& visit = *visit_of(made.get());
  if (visit.looks) looked_.push_back({made, Value::node(behind++)});
  if (!visit.catches) return;
  Object exception = make_any(behind + 1);
  machine_->leave_raised({fmt::format("{}, and raises", why.reason), why.slug, machine_->place()},
                         Value::node(behind), exception.get());
}

Object VisitingWorld::visit(PyObject* callee, Arguments arguments, Gives gives, const Why& why) {
  int64_t node = append_visit(callee, std::move(arguments), gives, 0, why);
  switch (gives) {
    case Gives::kBool:
      return make_run_time_number(node, NumberKind::kBool);
    case Gives::kInt:
      return make_run_time_number(node, NumberKind::kInt);
    case Gives::kFloat:
      return make_run_time_number(node, NumberKind::kFloat);
    case Gives::kNothing:
      return Object::borrow(Py_None);
    default:
      return make_any(node);
  }
}

std::vector<Object> VisitingWorld::visit_parts(PyObject* callee, Arguments arguments,
                                               size_t parts) {
  int64_t node = append_visit(callee, std::move(arguments), Gives::kParts, parts,
                              {"an object of Python is unpacked", "run-time-object"});
  std::vector<Object> made;
  for (size_t i = 0; i < parts; ++i) made.push_back(make_any(node + static_cast<int64_t>(i)));
  return made;
}

/// What one side of a join knows, as an object.
Value VisitingWorld::as_run_time(PyObject* object, const Tracer::State& state,
                                 std::vector<ir::Node>& nodes) {
  if (PyObject* any = late(object)) return Value::node(node_of_any(any));
  bool plain = object == Py_None || PyUnicode_Check(object) || PyLong_Check(object) ||
               PyFloat_Check(object) || is_run_time_number(object) || PyType_Check(object) ||
               PyBytes_Check(object) || PyFunction_Check(object) || PyCFunction_Check(object) ||
               !is_born(object);
  if (!plain && !is_tensor(object)) return {};
  Visit made;
  made.reason = "a name holds an object of Python, or something else";
  made.slug = "run-time-object";
  made.place = machine_->place();
  ir::Node node;
  node.kind = ir::NodeKind::kHostCall;
  node.name = "object";
  Maker maker(*this, Maker::Of::kArguments, made.point, node.args);
  maker.ask(host_function("same").get());
  if (is_tensor(object) && Py_TYPE(object) == tensor_type) {
    auto value = tracer_.value_in(state, unwrap(object));
    if (!value) return {};
    Make make;
    make.kind = Make::Kind::kCopy;
    make.index = static_cast<int>(node.args.size());
    node.args.push_back(*value);
    made.point.items.push_back(static_cast<int>(made.point.makes.size()));
    made.point.makes.push_back(std::move(make));
  } else {
    maker.ask(object);
  }
  node.types.push_back(ir::Type::any());
  node.host = static_cast<int64_t>(compiled_.hosts.size());
  compiled_.hosts.push_back(make_visit(std::move(made)));
  size_t position = tracer_.position();
  Value value = Value::node(tracer_.append(std::move(node)));
  for (ir::Node& each : tracer_.take(position)) nodes.push_back(std::move(each));
  return value;
}

// --- calls
// ----------------------------------------------------------------------------------------

/// Functions that only look at how their arguments are built, or keep them.
bool VisitingWorld::is_native(PyObject* callee, const Arguments& arguments) const {
  for (const Object& value : arguments.values)
    if (late(value.get())) {
      if (!PyCFunction_Check(callee)) return false;
      PyObject* self = PyCFunction_GET_SELF(callee);
      if (!self || late(self) || !(PyList_CheckExact(self) || PyDict_CheckExact(self)))
        return false;
      std::string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
      bool keeps = name == "append" || name == "insert";
      bool second = (name == "setdefault" || name == "get" || name == "pop") &&
                    !late(arguments.values[0].get());
      if (!keeps && !second) return false;
    }
  if (PyCFunction_Check(callee)) {
    PyObject* self = PyCFunction_GET_SELF(callee);
    std::string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
    if (self && (PyList_CheckExact(self) || PyDict_CheckExact(self) || PyTuple_CheckExact(self)))
      return name != "sort" && name != "index" && name != "count" && name != "remove";
    return name == "len" || name == "isinstance" || name == "iter" || name == "next";
  }
  if (!PyType_Check(callee)) return false;
  static PyTypeObject* const kTypes[] = {&PyTuple_Type, &PyList_Type,     &PyDict_Type,
                                         &PyZip_Type,   &PyEnum_Type,     &PyReversed_Type,
                                         &PyType_Type,  &PySlice_Type,    &PyCell_Type,
                                         &PyMap_Type,   &PyProperty_Type, &PyStaticMethod_Type};
  return std::find(std::begin(kTypes), std::end(kTypes), reinterpret_cast<PyTypeObject*>(callee)) !=
         std::end(kTypes);
}

std::optional<Object> VisitingWorld::visit_call(PyObject* callee, const Arguments& arguments) {
  if (late(callee)) return visit_late(late(callee), arguments);
  if (auto done = growth_call(*this, callee, arguments)) return done;
  bool any = std::any_of(arguments.values.begin(), arguments.values.end(),
                         [&](const Object& value) { return holds_late(value.get()); });
  if (!any) return std::nullopt;
  if (PyFunction_Check(callee)) {
    // The framework's own functions look into their arguments; a Cell of the user's is entered.
    bool of_cell =
        !arguments.values.empty() && is_instance(arguments.values[0].get()) &&
        !is_library(
            text_of(reinterpret_cast<PyObject*>(Py_TYPE(arguments.values[0].get())), "__module__"));
    bool library = is_library(text_of(callee, "__module__")) && !of_cell;
    if (!library) return std::nullopt;
    return visit_late(callee, arguments);
  }
  auto* type = PyType_Check(callee) ? callee : reinterpret_cast<PyObject*>(Py_TYPE(callee));
  if (PyMethod_Check(callee)) return std::nullopt;
  if (PyType_Check(callee) || is_instance(callee) || is_library(text_of(type, "__module__"))) {
    if (is_library(text_of(type, "__module__"))) return visit_late(callee, arguments);
  }
  return std::nullopt;
}

/// A call with arguments that are known at run time only.
Object VisitingWorld::visit_late(PyObject* callee, const Arguments& arguments) {
  Why why{is_any(callee) ? std::string("a function or method of Python's is called")
                         : fmt::format("`{}` is given an object of Python's", name_of(callee)),
          "run-time-object"};
  if (callee == reinterpret_cast<PyObject*>(tensor_type))
    return made_tensor(callee, arguments, why);
  Gives gives = Gives::kAny;
  if (PyCFunction_Check(callee) && PyCFunction_GET_SELF(callee) &&
      PyModule_Check(PyCFunction_GET_SELF(callee))) {
    std::string_view name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
    std::string module = text_of(callee, "__module__");
    if (module == "builtins") {
      if (name == "print") return print_late(arguments);
      for (const char* asks : {"isinstance", "issubclass", "callable", "hasattr", "any", "all"})
        if (name == asks) gives = Gives::kBool;
      if (name == "len") gives = Gives::kInt;
    }
  }
  if (callee == reinterpret_cast<PyObject*>(&PyBool_Type)) gives = Gives::kBool;
  if (callee == reinterpret_cast<PyObject*>(&PyFloat_Type)) gives = Gives::kFloat;
  Arguments given = arguments;
  bool operation =
      !is_any(callee) &&
      (is_library(text_of(callee, "__module__")) ||
       is_library(text_of(reinterpret_cast<PyObject*>(Py_TYPE(callee)), "__module__")));
  if (operation)
    for (Object& value : given.values) value = widened(value);
  return visit(callee, std::move(given), gives, why);
}

/// What the documents compute in float64.
Object VisitingWorld::widened(const Object& value) {
  if (!is_any(value.get()) || !is_wide(value.get())) return value;
  Arguments arguments;
  arguments.values.push_back(value);
  return visit(host_function("widened").get(), std::move(arguments), Gives::kAny,
               {"the documents compute with it in float64", "run-time-object"});
}

Object VisitingWorld::made_tensor(PyObject* callee, const Arguments& arguments, const Why& why) {
  Object made = visit(callee, arguments, Gives::kAny, why);
  Object annotated;
  if (ir::PlaceRef place = machine_->place())
    annotated = checked(PyObject_CallFunction(host_function("annotation").get(), "sii",
                                              place->file.c_str(), place->line, place->end_line));
  if (annotated && annotated.get() != Py_None) {
    Arguments given;
    given.values = {made, annotated};
    return visit(host_function("annotated").get(), std::move(given), Gives::kAny, why);
  }
  if (deviates(Deviation::kWideObjects)) set_wide(made.get());
  return made;
}

Object VisitingWorld::print_late(const Arguments& arguments) {
  bool described = deviates(Deviation::kRunTimePrint) && arguments.named() == 0;
  static PyObject* const print = PyDict_GetItemString(PyEval_GetBuiltins(), "print");
  Object callee = described ? host_function("print_parts") : Object::borrow(print);
  return visit(callee.get(), arguments, Gives::kNothing,
               {"`print` of an object of Python's", "run-time-object"});
}

Object VisitingWorld::call(PyObject* callee, const Arguments& arguments) {
  if (late(callee)) return visit_late(late(callee), arguments);
  for (const Object& value : arguments.values) refuse_spoilt(value.get());
  PyObject* self = PyCFunction_Check(callee) ? PyCFunction_GET_SELF(callee) : nullptr;
  if (PyMethod_Check(callee)) self = PyMethod_GET_SELF(callee);
  bool foreign = (self && is_foreign(self)) ||
                 std::any_of(arguments.values.begin(), arguments.values.end(),
                             [&](const Object& value) { return is_foreign(value.get()); });
  if (foreign)
    return visit(callee, arguments, Gives::kAny,
                 {fmt::format("`{}` meets a mutable object from outside", name_of(callee)),
                  "outside-object"});
  bool any = (self && late(self)) ||
             std::any_of(arguments.values.begin(), arguments.values.end(),
                         [&](const Object& value) { return holds_late(value.get()); });
  if (any && !is_native(callee, arguments)) return visit_late(callee, arguments);
  bool makes_foreign =
      PyType_Check(callee) && is_foreign_type(reinterpret_cast<PyTypeObject*>(callee));
  if (makes_foreign && settings_.may_leave && tracer_.open().depth == 0)
    return visit(
        callee, arguments, Gives::kAny,
        {fmt::format("a {} is an object of Python's", name_of(callee)), "run-time-object"});
  if (branches_ > 0 && self && is_born(self) && is_foreign_type(Py_TYPE(self)))
    throw_untraceable("an object of Python's is changed under a run-time condition",
                      "exposed-in-branch");
  auto native = [&] {
    Object made = TracedWorld::call(callee, arguments);
    // Made here: the program's own.
    if (Py_REFCNT(made.get()) == 1 && is_foreign(made.get())) born(made.get());
    if (PyType_Check(callee)) adopt(made.get());
    return made;
  };
  return attempt(native, [&](const Why& why) {
    static PyObject* const print = PyDict_GetItemString(PyEval_GetBuiltins(), "print");
    if (callee == print) return print_late(arguments);
    return visit(callee, arguments, Gives::kAny, why);
  });
}

}  // namespace duet::frontend
