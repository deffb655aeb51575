// What steps do to objects. The machine (machine.h) knows control flow and calls; a World knows
// objects. The base class is Python as it is: every operation is CPython's own. TracedWorld
// (traced_world.h) is the world of a function that is being compiled, in which nothing outside may
// change.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <unordered_map>

#include "frontend/evaluate/machine/frame.h"
#include "frontend/evaluate/source/source.h"

namespace duet::frontend {

/// Positional arguments, then keyword arguments whose names stand in `keywords` (a tuple, or null).
struct Arguments {
  std::vector<Object> values;
  Object keywords;

  size_t named() const { return keywords ? PyTuple_GET_SIZE(keywords.get()) : 0; }
  size_t positional() const { return values.size() - named(); }
};

class World {
 public:
  virtual ~World() = default;

  /// The syntax of a function that the machine is to carry out itself; null: Python does.
  virtual const FoundCode* enters(PyObject* function);
  /// A callable that stands for another one (a partial, a compiled function) becomes that one.
  virtual bool unwrap_call(Object& callee, Arguments& arguments);
  /// A mutable object has been made by the program.
  virtual void born(PyObject*) {}

  virtual Object call(PyObject* callee, const Arguments& arguments);
  /// A call that Python carries out as a whole; nothing: it is entered, or made by `call`.
  virtual std::optional<Object> visit_call(PyObject*, const Arguments&) { return std::nullopt; }
  /// A call that was found out to be Python's as a whole.
  virtual std::optional<Object> visit_whole(PyObject*, const Arguments&) { return std::nullopt; }
  /// Behind a step, and where a side of a branch begins: what visits have changed is looked for.
  virtual void look_behind() {}
  /// Around a side.
  virtual void begin_side() {}
  virtual void end_side() {}
  /// A visit stands in a condition that is over: nothing has looked behind it.
  virtual bool unseen() const { return false; }
  virtual void set_unseen() {}
  /// More arguments, items of a display or pairs of a dict than are known while compiling. Whether
  /// it was one.
  virtual bool late_extend(PyObject*, PyObject*) { return false; }
  virtual bool late_update(PyObject*, PyObject*) { return false; }
  virtual Object late_tuple(PyObject*) { return {}; }
  /// A call whose arguments (or keywords) are such a one; null where they are known.
  virtual std::optional<Object> late_call(PyObject*, PyObject*, PyObject*) { return std::nullopt; }
  /// The items of such arguments, as many as the function has parameters.
  virtual std::vector<Object> late_arguments(PyObject*, PyObject*, int) { return {}; }
  /// What stands for an object that is known at run time only (any.h), for the object itself or for
  /// a birth that Python has; null for all others.
  virtual PyObject* late(PyObject*) const { return nullptr; }
  /// Such an object, or one from outside whose items no guard follows.
  virtual bool holds_unknown(PyObject*) const { return false; }
  /// Of such an object: its items (a list in the middle if `after` is not negative); whether its
  /// iterator has another item, and that item.
  virtual std::vector<Object> late_parts(PyObject*, int, int) { return {}; }
  /// As a context manager: its bound `__exit__`, and what `__enter__` gives.
  virtual std::vector<Object> late_enter(PyObject*) { return {}; }
  virtual Object late_next(PyObject*) { return {}; }
  /// A display or comprehension gets another item (with a key: a dict).
  virtual void late_insert(PyObject*, PyObject*, PyObject*) {}
  /// A comprehension's list gets another item.
  virtual void append(PyObject* list, PyObject* item);
  virtual Object late_item(PyObject*) { return {}; }
  /// A new instance of `type`, not yet initialised; nothing where the type is called as a whole.
  virtual Object instance(PyTypeObject* type, const Arguments& arguments);

  virtual Object attribute(PyObject* object, PyObject* name);
  /// A null `value` deletes.
  virtual void set_attribute(PyObject* object, PyObject* name, PyObject* value);
  /// Refuses a list whose items are not known.
  virtual void check_items(PyObject*) {}
  /// Refuses what can not be used.
  virtual void check(PyObject*) {}
  virtual Object negation(PyObject* x);
  virtual Object item(PyObject* object, PyObject* key);
  /// A function of both that is carried out instead; null: `item` does it.
  virtual PyObject* item_program(PyObject*, PyObject*) { return nullptr; }
  virtual void set_item(PyObject* object, PyObject* key, PyObject* value);

  virtual Object unary(syntax::UnaryOp op, PyObject* x);
  virtual Object binary(syntax::BinaryOp op, bool in_place, PyObject* x, PyObject* y);
  virtual Object compare(syntax::CompareOp op, PyObject* x, PyObject* y);
  virtual bool truth(PyObject* x);
  /// The truth of a condition; nothing where it is known at run time only.
  virtual std::optional<bool> decide(PyObject* x) { return truth(x); }
  virtual Object iterator(PyObject* x);
  /// Null at the end.
  virtual Object next(PyObject* iterator);
  virtual Object format(PyObject* value, int conversion, PyObject* spec);

  /// Null: there is no such name.
  virtual Object global(const Frame& frame, PyObject* name);
  virtual void set_global(const Frame& frame, PyObject* name, PyObject* value);
  virtual Object cell(PyObject* cell);
  virtual void set_cell(PyObject* cell, PyObject* value);

 private:
  /// What is known of a code object, which lives as long as it is a key here.
  struct Entered {
    Object code_object;
    std::optional<FoundCode> found;
  };
  std::unordered_map<PyObject*, Entered> entered_;  // by code object
};

/// A special method of the type, as a function written in Python; null if there is none, or none in
/// Python.
PyObject* python_method(PyTypeObject* type, const char* name);

}  // namespace duet::frontend
