// Calls and definitions: whose code the machine carries out itself, and how arguments become
// variables.
#include <algorithm>

#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/pure.h"

namespace duet::frontend {
namespace {

using syntax::Scope;

PyObject* keyword_tuple(const syntax::Code& code, int constant, Object& holder) {
  if (constant < 0) return nullptr;
  holder = constant_object(code.constants[constant]);
  return holder.get();
}

/// Python's own words for arguments that do not fit: it refuses them before the body runs.
[[noreturn]] void refuse(PyObject* function, const Arguments& arguments) {
  std::vector<PyObject*> values;
  values.reserve(arguments.values.size());
  for (const Object& value : arguments.values) values.push_back(value.get());
  Object result = checked(PyObject_Vectorcall(function, values.data(), arguments.positional(),
                                              arguments.keywords.get()));
  DUET_BUG("Python takes arguments that the machine refuses");
}

struct Parameters {
  const syntax::Code& code;
  PyFunctionObject* function;
  std::vector<Object> values;

  int find(PyObject* name) const {
    const char* text = PyUnicode_AsUTF8(name);
    for (int i = code.positional_only; i < code.positional + code.keyword_only; ++i)
      if (code.variables[i].name == text) return i;
    return -1;
  }
  bool fill_defaults();
  bool take(const Arguments& arguments, World& world);
};

bool Parameters::fill_defaults() {
  PyObject* defaults = function->func_defaults;
  int count = defaults ? static_cast<int>(PyTuple_GET_SIZE(defaults)) : 0;
  for (int i = 0; i < code.positional; ++i) {
    if (values[i]) continue;
    int k = i - (code.positional - count);
    if (k < 0) return false;
    values[i] = Object::borrow(PyTuple_GET_ITEM(defaults, k));
  }
  for (int i = code.positional; i < code.positional + code.keyword_only; ++i) {
    if (values[i]) continue;
    PyObject* found = function->func_kwdefaults
                          ? PyDict_GetItemWithError(function->func_kwdefaults,
                                                    name_object(code.variables[i].name).get())
                          : nullptr;
    if (!found) return false;
    values[i] = Object::borrow(found);
  }
  return true;
}

bool Parameters::take(const Arguments& arguments, World& world) {
  size_t given = arguments.positional(), named = arguments.named();
  auto own = std::min<size_t>(given, code.positional);
  for (size_t i = 0; i < own; ++i) values[i] = arguments.values[i];
  int next = code.positional + code.keyword_only;
  if (code.star_args) {
    Object rest = checked(PyTuple_New(static_cast<Py_ssize_t>(given - own)));
    for (size_t i = own; i < given; ++i)
      PyTuple_SET_ITEM(rest.get(), i - own, Object(arguments.values[i]).leak());
    values[next++] = std::move(rest);
  } else if (given > own) {
    return false;
  }
  Object others;
  if (code.star_kwargs) {
    others = checked(PyDict_New());
    world.born(others.get());
    values[next] = others;
  }
  for (size_t k = 0; k < named; ++k) {
    PyObject* name = PyTuple_GET_ITEM(arguments.keywords.get(), k);
    int i = find(name);
    if (i >= 0) {
      if (values[i]) return false;
      values[i] = arguments.values[given + k];
    } else if (others) {
      checked(PyDict_SetItem(others.get(), name, arguments.values[given + k].get()));
    } else {
      return false;
    }
  }
  return fill_defaults();
}

/// For each captured variable its cell in the function's closure.
void capture(Frame& frame, PyFunctionObject* function, World& world) {
  Object names = checked(PyObject_GetAttrString(frame.code_object.get(), "co_freevars"));
  for (size_t i = 0; i < frame.code->variables.size(); ++i) {
    const syntax::Variable& variable = frame.code->variables[i];
    if (variable.scope == Scope::kCell) {
      frame.variables[i] = checked(PyCell_New(frame.variables[i].get()));
      world.born(frame.variables[i].get());
    } else if (variable.scope == Scope::kFree || variable.scope == Scope::kClassFree) {
      Object name = name_object(variable.name);
      Py_ssize_t at = PySequence_Index(names.get(), name.get());
      if (at < 0 || !function->func_closure)
        DUET_BUG("`{}` is not captured by {}", variable.name, frame.code->qualname);
      frame.variables[i] = Object::borrow(PyTuple_GET_ITEM(function->func_closure, at));
    }
  }
}

}  // namespace

/// f(*given, **keywords), as arguments.
void Machine::take_stars(const Object& given, const Object& keywords, Arguments& arguments) {
  Object items = checked(PySequence_Fast(given.get(), "arguments after * must be iterable"));
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.get()); ++i)
    arguments.values.push_back(Object::borrow(PySequence_Fast_GET_ITEM(items.get(), i)));
  if (!keywords || PyDict_GET_SIZE(keywords.get()) == 0) return;
  Object names = checked(PyDict_Keys(keywords.get()));
  arguments.keywords = checked(PyList_AsTuple(names.get()));
  for (Py_ssize_t i = 0; i < PyTuple_GET_SIZE(arguments.keywords.get()); ++i) {
    PyObject* name = PyTuple_GET_ITEM(arguments.keywords.get(), i);
    if (!PyUnicode_Check(name)) throw_error(PyExc_TypeError, "keywords must be strings");
    arguments.values.push_back(Object::borrow(PyDict_GetItem(keywords.get(), name)));
  }
}

/// How many arguments a function of the program's takes, if that is one number; else -1.
int Machine::fixed_count(PyObject* callee) {
  bool method = PyMethod_Check(callee);
  PyObject* function = method ? PyMethod_GET_FUNCTION(callee) : callee;
  if (!PyFunction_Check(function) || !world_.enters(function)) return -1;
  auto* object = reinterpret_cast<PyFunctionObject*>(function);
  auto* code = reinterpret_cast<PyCodeObject*>(object->func_code);
  bool fixed = (code->co_flags & (CO_VARARGS | CO_VARKEYWORDS)) == 0 &&
               code->co_kwonlyargcount == 0 && !object->func_defaults;
  return fixed ? code->co_argcount - (method ? 1 : 0) : -1;
}

/// The same where it is known at run time only how many there are.
bool Machine::late_call(Frame& frame, const Object& given, const Object& keywords) {
  bool items = world_.late(given.get()), names = keywords && world_.late(keywords.get());
  if (!items && !names) return false;
  Object callee = frame.pop();
  bool none = !keywords || (!names && PyDict_GET_SIZE(keywords.get()) == 0);
  int count = items && none ? fixed_count(callee.get()) : -1;
  if (count < 0) {
    frame.push(*world_.late_call(callee.get(), given.get(), keywords.get()));
    return true;
  }
  Arguments arguments;
  arguments.values = world_.late_arguments(callee.get(), given.get(), count);
  enter(std::move(callee), std::move(arguments));
  return true;
}

void Machine::call_step(Frame& frame, const syntax::Step& step) {
  Arguments arguments;
  if (step.form == syntax::Form::kCall) {
    Object names;
    keyword_tuple(*frame.code, step.b, names);
    size_t count = step.a + (names ? PyTuple_GET_SIZE(names.get()) : 0);
    arguments.values.assign(std::make_move_iterator(frame.stack.end() - count),
                            std::make_move_iterator(frame.stack.end()));
    frame.stack.resize(frame.stack.size() - count);
    arguments.keywords = std::move(names);
  } else {
    Object keywords = step.b ? frame.pop() : Object(), given = frame.pop();
    if (late_call(frame, given, keywords)) return;
    take_stars(given, keywords, arguments);
  }
  Object callee = frame.pop();
  if (auto value = frame_dependent(frame, callee.get(), arguments)) {
    frame.push(std::move(*value));
    return;
  }
  if (marked_.contains(&step)) {
    frame.push(*world_.visit_whole(callee.get(), arguments));
    return;
  }
  enter(std::move(callee), std::move(arguments));
}

/// Built-ins that look at the frame they are called from.
std::optional<Object> Machine::frame_dependent(Frame& frame, PyObject* callee,
                                               Arguments& arguments) {
  if (callee == reinterpret_cast<PyObject*>(&PySuper_Type) && arguments.values.empty()) {
    for (size_t i = 0; i < frame.code->variables.size(); ++i) {
      const syntax::Variable& variable = frame.code->variables[i];
      if (variable.name != "__class__" || variable.scope == Scope::kGlobal) continue;
      if (frame.code->parameter_count() == 0) break;
      Object cls = world_.cell(frame.variables[i].get());
      if (!cls) throw_error(PyExc_RuntimeError, "super(): empty __class__ cell");
      bool local = frame.code->variables[0].scope == Scope::kLocal;
      Object self = local ? frame.variables[0] : world_.cell(frame.variables[0].get());
      if (!self) throw_error(PyExc_RuntimeError, "super(): arg[0] deleted");
      return checked(PyObject_CallFunctionObjArgs(callee, cls.get(), self.get(), nullptr));
    }
    throw_error(PyExc_RuntimeError, frame.code->parameter_count() > 0
                                        ? "super(): __class__ cell not found"
                                        : "super(): no arguments");
  }
  if (!PyCFunction_Check(callee)) return std::nullopt;
  PyObject* builtins = PyImport_GetModule(name_object("builtins").get());
  Object module = Object::steal(builtins);
  if (PyCFunction_GET_SELF(callee) != module.get()) return std::nullopt;
  std::string name = reinterpret_cast<PyCFunctionObject*>(callee)->m_ml->ml_name;
  auto locals = [&] {
    if (frame.names) return frame.names;
    if (frame.code->kind == syntax::CodeKind::kModule) return frame.globals;
    Object dict = checked(PyDict_New());
    for (size_t i = 0; i < frame.code->variables.size(); ++i) {
      Object value = frame.variables[i];
      Scope scope = frame.code->variables[i].scope;
      if (scope == Scope::kGlobal || scope == Scope::kName) continue;
      if (frame.code->variables[i].name.starts_with('.')) continue;
      if (scope != Scope::kLocal) value = world_.cell(value.get());
      if (value)
        checked(PyDict_SetItem(dict.get(), name_object(frame.code->variables[i].name).get(),
                               value.get()));
    }
    world_.born(dict.get());
    return dict;
  };
  size_t count = arguments.values.size();
  if (name == "globals" && count == 0) return frame.globals;
  if ((name == "locals" || name == "vars") && count == 0) return locals();
  if (name == "dir" && count == 0) {
    Object names = checked(PyDict_Keys(locals().get()));
    checked(PyList_Sort(names.get()));
    return names;
  }
  if ((name == "eval" || name == "exec") && count > 0 && !arguments.keywords) {
    // Without namespaces, or with None for them, they are the frame's.
    arguments.values.resize(std::max<size_t>(count, 3), Object::borrow(Py_None));
    bool own_globals = arguments.values[1].get() == Py_None;
    if (arguments.values[2].get() == Py_None)
      arguments.values[2] = own_globals ? locals() : arguments.values[1];
    if (own_globals) arguments.values[1] = frame.globals;
  }
  return std::nullopt;
}

void Machine::enter(Object callee, Arguments arguments) {
  while (true) {
    if (auto value = world_.visit_call(callee.get(), arguments)) {
      frames_.back()->push(std::move(*value));
      return;
    }
    if (PyMethod_Check(callee.get())) {
      arguments.values.insert(arguments.values.begin(),
                              Object::borrow(PyMethod_GET_SELF(callee.get())));
      callee = Object::borrow(PyMethod_GET_FUNCTION(callee.get()));
      continue;
    }
    if (PyFunction_Check(callee.get())) {
      if (enter_function(callee.get(), arguments)) return;
      break;
    }
    if (PyType_Check(callee.get())) {
      if (enter_type(callee.get(), arguments)) return;
      break;
    }
    if (world_.unwrap_call(callee, arguments)) continue;
    PyObject* method = python_method(Py_TYPE(callee.get()), "__call__");
    if (!method || !world_.enters(method)) break;
    arguments.values.insert(arguments.values.begin(), callee);
    callee = Object::borrow(method);
  }
  Object value = world_.call(callee.get(), arguments);
  frames_.back()->push(std::move(value));
}

bool Machine::enter_function(PyObject* function, Arguments& arguments) {
  const FoundCode* found = world_.enters(function);
  if (!found) return false;
  std::unique_ptr<Frame> frame = make_frame(*found, function, arguments);
  if (found->code->generator) {
    frame->generator = true;
    frame->branches = boundaries_.size();
    frames_.back()->push(make_generator(std::move(frame)));
    return true;
  }
  if (frames_.size() > 900) throw_error(PyExc_RecursionError, "maximum recursion depth exceeded");
  frame->called_from = place();
  if (compiles() && recurses(*frame)) return true;
  frames_.push_back(std::move(frame));
  return true;
}

std::unique_ptr<Frame> Machine::make_frame(const FoundCode& found, PyObject* function,
                                           Arguments& arguments) {
  auto* object = reinterpret_cast<PyFunctionObject*>(function);
  Parameters parameters{*found.code, object, {}};
  parameters.values.resize(found.code->variables.size());
  if (!parameters.take(arguments, world_)) refuse(function, arguments);
  auto frame = std::make_unique<Frame>();
  frame->code = found.code;
  frame->code_object = found.code_object;
  frame->function = Object::borrow(function);
  frame->globals = Object::borrow(object->func_globals);
  frame->builtins = Object::borrow(object->func_builtins);
  frame->variables = std::move(parameters.values);
  frame->library = is_library_file(found.code->file);
  capture(*frame, object, world_);
  frame->activations.push_back(
      {.kind = Activation::Kind::kBody, .block = &found.code->blocks.front()});
  return frame;
}

/// `type(...)` of a class whose __init__ is Python's: made here, initialised in a frame.
bool Machine::enter_type(PyObject* callee, Arguments& arguments) {
  auto* type = reinterpret_cast<PyTypeObject*>(callee);
  PyObject* init = python_method(type, "__init__");
  if (Py_TYPE(callee)->tp_call != PyType_Type.tp_call || !init) return false;
  const FoundCode* found = world_.enters(init);
  if (!found || found->code->generator) return false;
  Object made;
  if (PyObject* make = python_method(type, "__new__")) {
    Arguments with_type = arguments;
    with_type.values.insert(with_type.values.begin(), Object::borrow(callee));
    made = call(make, std::move(with_type));
  } else {
    made = world_.instance(type, arguments);
  }
  if (!made) return false;
  if (!PyObject_TypeCheck(made.get(), type)) {
    frames_.back()->push(std::move(made));
    return true;
  }
  arguments.values.insert(arguments.values.begin(), made);
  std::unique_ptr<Frame> frame = make_frame(*found, init, arguments);
  frame->after = After::kConstruct;
  frame->constructed = std::move(made);
  frame->called_from = place();
  frames_.push_back(std::move(frame));
  return true;
}

// --- definitions
// ----------------------------------------------------------------------------------

Object Machine::make_function(Frame& frame, const syntax::Step& step) {
  Object annotations = step.b & 4 ? frame.pop() : Object();
  Object keyword_defaults = step.b & 2 ? frame.pop() : Object();
  Object defaults = step.b & 1 ? frame.pop() : Object();
  Object code = child_code_object(frame.code_object.get(), step.a);
  Object name = name_object(frame.code->children[step.a]->qualname);
  Object function =
      checked(PyFunction_NewWithQualName(code.get(), frame.globals.get(), name.get()));
  if (defaults) checked(PyFunction_SetDefaults(function.get(), defaults.get()));
  if (keyword_defaults) checked(PyFunction_SetKwDefaults(function.get(), keyword_defaults.get()));
  if (annotations) checked(PyFunction_SetAnnotations(function.get(), annotations.get()));
  Object free = checked(PyObject_GetAttrString(code.get(), "co_freevars"));
  Py_ssize_t count = PyTuple_GET_SIZE(free.get());
  if (count > 0) {
    Object closure = checked(PyTuple_New(count));
    for (Py_ssize_t k = 0; k < count; ++k) {
      std::string wanted = PyUnicode_AsUTF8(PyTuple_GET_ITEM(free.get(), k));
      for (size_t i = 0; i < frame.code->variables.size(); ++i) {
        Scope scope = frame.code->variables[i].scope;
        bool is_cell = scope == Scope::kCell || scope == Scope::kFree || scope == Scope::kClassFree;
        if (is_cell && frame.code->variables[i].name == wanted)
          PyTuple_SET_ITEM(closure.get(), k, Object(frame.variables[i]).leak());
      }
      if (!PyTuple_GET_ITEM(closure.get(), k))
        DUET_BUG("no cell `{}` in {}", wanted, frame.code->qualname);
    }
    checked(PyFunction_SetClosure(function.get(), closure.get()));
  }
  world_.born(function.get());
  return function;
}

/// The class body is a function to `__build_class__`, which knows metaclasses and namespaces.
Object Machine::make_class(Frame& frame, const syntax::Step& step) {
  Object keywords = frame.pop(), bases = frame.pop();
  syntax::Step body = step;
  body.b = 0;
  Object function = make_function(frame, body);
  Object build =
      checked(PyObject_GetItem(frame.builtins.get(), name_object("__build_class__").get()));
  Object arguments = checked(PyList_New(0));
  checked(PyList_Append(arguments.get(), function.get()));
  Object name = constant_object(frame.code->constants[step.b]);
  checked(PyList_Append(arguments.get(), name.get()));
  Object all =
      checked(PySequence_Concat(arguments.get(), checked(PySequence_List(bases.get())).get()));
  Object tuple = checked(PyList_AsTuple(all.get()));
  Object made = checked(PyObject_Call(build.get(), tuple.get(), keywords.get()));
  world_.born(made.get());
  return made;
}

Object Machine::import(Frame& frame, const syntax::Step& step) {
  Object name = constant_object(frame.code->constants[step.a]);
  Object from =
      step.b >= 0 ? constant_object(frame.code->constants[step.b]) : Object::borrow(Py_None);
  return checked(PyImport_ImportModuleLevelObject(name.get(), frame.globals.get(), nullptr,
                                                  from.get(), step.c));
}

void Machine::definition_step(Frame& frame, const syntax::Step& step) {
  using syntax::Form;
  switch (step.form) {
    case Form::kFunction:
      frame.push(make_function(frame, step));
      return;
    case Form::kClass:
      frame.push(make_class(frame, step));
      return;
    case Form::kImport:
      frame.push(import(frame, step));
      return;
    case Form::kImportFrom: {
      Object name = name_object(frame.code->names[step.a]);
      Object found = Object::steal(PyObject_GetAttr(frame.peek(), name.get()));
      if (!found) {
        PyErr_Clear();
        Object module = checked(PyObject_GetAttrString(frame.peek(), "__name__"));
        Object full = checked(PyUnicode_FromFormat("%U.%U", module.get(), name.get()));
        found = Object::borrow(PyDict_GetItem(PyImport_GetModuleDict(), full.get()));
        if (!found)
          throw_error(PyExc_ImportError,
                      fmt::format("cannot import name '{}' from '{}'", frame.code->names[step.a],
                                  PyUnicode_AsUTF8(module.get())));
      }
      frame.push(std::move(found));
      return;
    }
    case Form::kImportStar: {
      Object module = frame.pop();
      Object dict = checked(PyObject_GetAttrString(module.get(), "__dict__"));
      PyObject *key = nullptr, *value = nullptr;
      Py_ssize_t at = 0;
      while (PyDict_Next(dict.get(), &at, &key, &value))
        if (PyUnicode_Check(key) && PyUnicode_READ_CHAR(key, 0) != '_')
          world_.set_global(frame, key, value);
      return;
    }
    default: {  // kAnnotation
      Object value = frame.pop();
      if (!frame.names) return;
      Object all = name_object("__annotations__");
      Object dict = Object::steal(PyObject_GetItem(frame.names.get(), all.get()));
      if (!dict) {
        PyErr_Clear();
        dict = checked(PyDict_New());
        checked(PyObject_SetItem(frame.names.get(), all.get(), dict.get()));
      }
      checked(
          PyObject_SetItem(dict.get(), name_object(frame.code->names[step.a]).get(), value.get()));
    }
  }
}

}  // namespace duet::frontend
