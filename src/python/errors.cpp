// From C++ exceptions to Python's. The text with the user's line and carets is drawn by
// mindspore/common/_errors.py, which is imported when the first error happens.
#include <new>

#include "frontend/evaluate/traced/untraceable.h"
#include "ir/placed_error.h"
#include "python/jit/place.h"
#include "python/operators/call.h"
#include "python/operators/convert.h"
#include "runtime/graph/tracer.h"

namespace duet::python {
namespace {

PyObject* exception_type(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kValue:
      return PyExc_ValueError;
    case ErrorKind::kType:
      return PyExc_TypeError;
    case ErrorKind::kIndex:
      return PyExc_IndexError;
    case ErrorKind::kKey:
      return PyExc_KeyError;
    case ErrorKind::kRuntime:
      return PyExc_RuntimeError;
    case ErrorKind::kAttribute:
      return PyExc_AttributeError;
    case ErrorKind::kMemory:
      return PyExc_MemoryError;
    case ErrorKind::kOverflow:
      return PyExc_OverflowError;
    case ErrorKind::kZeroDivision:
      return PyExc_ZeroDivisionError;
    case ErrorKind::kFileNotFound:
      return PyExc_FileNotFoundError;
    case ErrorKind::kOs:
      return PyExc_OSError;
  }
  return PyExc_RuntimeError;
}

constexpr size_t kUnknown = SIZE_MAX;  // -1 to Python

/// How the arguments of the failed call were written.
struct Written {
  std::span<PyObject* const> arguments;
  const OpEntry* entry = nullptr;
  size_t positional = 0;               // how many by position
  std::span<const Value> values = {};  // of a graph's node, in place of `arguments`
  ir::PlaceRef place = {};             // null: where Python is
};

Value found_at(const Written& written, size_t index) {
  Value found;
  if (index < written.values.size()) return written.values[index];
  if (index < written.arguments.size() && written.arguments[index])
    to_operand(written.arguments[index], found);
  return found;
}

Object string_list(const std::vector<std::string>& texts) {
  Object list = checked(PyList_New(0));
  for (const std::string& text : texts)
    checked(PyList_Append(list.get(), checked(PyUnicode_FromString(text.c_str())).get()));
  return list;
}

/// (index, parameter name or None, text, what the argument is or None).
Object label_list(const Error& error, const Written& written) {
  Object list = checked(PyList_New(0));
  for (const Label& label : error.labels()) {
    auto index = static_cast<size_t>(label.argument);  // -1: no argument, beyond all
    const char* parameter = nullptr;
    if (written.entry && index < written.entry->schema.params.size())
      parameter = written.entry->schema.params[index].name.c_str();
    Value found = found_at(written, index);
    std::string value = found.is_tensor() ? describe(found) : "";
    Object item = checked(Py_BuildValue("(i z s z)", label.argument, parameter, label.text.c_str(),
                                        value.empty() ? nullptr : value.c_str()));
    checked(PyList_Append(list.get(), item.get()));
  }
  return list;
}

Object draw(const Error& error, const Written& written) {
  Object function = import_attribute("mindspore.common._errors", "draw");
  Object labels = label_list(error, written), notes = string_list(error.notes());
  Object places = place_list(written.place), standing = standing_list();
  return checked(PyObject_CallFunction(
      function.get(), "s s O O s n O O", error.message().c_str(), error.slug().c_str(),
      labels.get(), notes.get(), error.help().c_str(),
      written.entry ? static_cast<Py_ssize_t>(written.positional) : Py_ssize_t{-1}, places.get(),
      standing.get()));
}

void set_from(const Error& error, const Written& written) noexcept {
  try {
    Object text = draw(error, written);
    PyErr_SetObject(exception_type(error.kind()), text.get());
  } catch (...) {
    // The picture is a courtesy; the message must arrive.
    PyErr_Clear();
    PyErr_SetString(exception_type(error.kind()), error.what());
  }
}

/// What the program itself raises is as Python has it; what an operator refuses is drawn.
void set_from_graph(const ir::PlacedError& error) noexcept {
  if (error.op || !error.slug().empty())
    set_from(error, {.arguments = {},
                     .entry = error.op ? &entry(*error.op) : nullptr,
                     .positional = kUnknown,
                     .values = error.arguments,
                     .place = error.place});
  else
    PyErr_SetString(exception_type(error.kind()), error.what());
  add_traceback(error.place);
}

void set_from_current(const Written& written) noexcept {
  try {
    throw;
  } catch (const PythonError&) {
  } catch (const ir::PlacedError& error) {
    set_from_graph(error);
  } catch (const Error& error) {
    set_from(error, written);
  } catch (const Untraceable& needed) {
    Object reason =
        Object::steal(Py_BuildValue("(ss)", needed.reason().c_str(), needed.slug().c_str()));
    if (reason) PyErr_SetObject(frontend::untraceable(), reason.get());
  } catch (const Bug& bug) {
    PyErr_SetString(internal_error(), bug.what());
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
  } catch (const std::exception& error) {
    PyErr_SetString(internal_error(), error.what());
  } catch (...) {
    PyErr_SetString(internal_error(), "an unknown C++ exception reached Python");
  }
}

}  // namespace

PyObject* internal_error() noexcept {
  static PyObject* type = nullptr;
  if (!type)
    type = PyErr_NewExceptionWithDoc("mindspore.InternalError",
                                     "A mistake in Duet itself, not in the user's program.",
                                     PyExc_RuntimeError, nullptr);
  return type ? type : PyExc_RuntimeError;
}

void set_python_exception() noexcept { set_from_current({}); }

void set_call_exception(std::initializer_list<PyObject*> arguments) {
  set_from_current({{arguments.begin(), arguments.size()}});
}

void set_call_exception(std::span<PyObject* const> arguments, const OpEntry& entry,
                        size_t positional) {
  set_from_current({arguments, &entry, positional});
}

Object import_attribute(const char* module, const char* name) {
  Object imported = checked(PyImport_ImportModule(module));
  return checked(PyObject_GetAttrString(imported.get(), name));
}

PyObject* intern(const char* text) {
  // One reference is kept for the life of the process; interning gives the same object each time.
  PyObject* name = PyUnicode_InternFromString(text);
  if (!name) throw PythonError();
  if (Py_REFCNT(name) > 2) Py_DECREF(name);
  return name;
}

}  // namespace duet::python
