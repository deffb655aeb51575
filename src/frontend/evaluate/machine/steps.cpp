// The steps that compute: variables, displays, access, operators, unpacking.
#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/untraceable.h"

namespace duet::frontend {
namespace {

using syntax::Form;
using syntax::Scope;

std::string quoted(const std::string& name) { return "'" + name + "'"; }

[[noreturn]] void unbound(const syntax::Variable& variable) {
  if (variable.scope == Scope::kFree)
    throw_error(PyExc_NameError, "cannot access free variable " + quoted(variable.name) +
                                     " where it is not associated with a value in enclosing scope");
  throw_error(PyExc_UnboundLocalError, "cannot access local variable " + quoted(variable.name) +
                                           " where it is not associated with a value");
}

[[noreturn]] void undefined(const std::string& name) {
  Object message = checked(PyUnicode_FromFormat("name '%s' is not defined", name.c_str()));
  Object exception = checked(PyObject_CallOneArg(PyExc_NameError, message.get()));
  checked(PyObject_SetAttrString(exception.get(), "name", name_object(name).get()));
  PyErr_SetObject(PyExc_NameError, exception.get());  // not restored: it gets its context
  throw PythonError();
}

Object dict_get(PyObject* dict, PyObject* key) {
  if (PyDict_CheckExact(dict)) {
    PyObject* found = PyDict_GetItemWithError(dict, key);
    if (!found && PyErr_Occurred()) throw PythonError();
    return Object::borrow(found);
  }
  Object found = Object::steal(PyObject_GetItem(dict, key));
  if (!found) {
    if (!PyErr_ExceptionMatches(PyExc_KeyError)) throw PythonError();
    PyErr_Clear();
  }
  return found;
}

std::string too_few(const char* least, int wanted, size_t found) {
  return fmt::format("not enough values to unpack (expected {}{}, got {})", least, wanted, found);
}

}  // namespace

Object name_object(const std::string& name) {
  return checked(PyUnicode_InternFromString(name.c_str()));
}

Object constant_object(const syntax::Constant& constant) {
  struct Make {
    Object operator()(syntax::NoneLiteral) { return Object::borrow(Py_None); }
    Object operator()(syntax::EllipsisLiteral) { return Object::borrow(Py_Ellipsis); }
    Object operator()(bool value) { return Object::borrow(value ? Py_True : Py_False); }
    Object operator()(int64_t value) { return checked(PyLong_FromLongLong(value)); }
    Object operator()(const syntax::BigInt& value) {
      return checked(PyLong_FromString(value.digits.c_str(), nullptr, 0));
    }
    Object operator()(double value) { return checked(PyFloat_FromDouble(value)); }
    Object operator()(std::complex<double> value) {
      return checked(PyComplex_FromDoubles(value.real(), value.imag()));
    }
    Object operator()(const std::string& value) {
      return checked(PyUnicode_DecodeUTF8(value.data(), static_cast<Py_ssize_t>(value.size()),
                                          "surrogatepass"));
    }
    Object operator()(const syntax::Bytes& value) {
      return checked(
          PyBytes_FromStringAndSize(value.data.data(), static_cast<Py_ssize_t>(value.data.size())));
    }
    Object operator()(const std::vector<std::string>& names) {
      Object tuple = checked(PyTuple_New(static_cast<Py_ssize_t>(names.size())));
      for (size_t i = 0; i < names.size(); ++i)
        PyTuple_SET_ITEM(tuple.get(), i, name_object(names[i]).leak());
      return tuple;
    }
  };
  return std::visit(Make{}, constant);
}

Object Machine::load(Frame& frame, int index) {
  const syntax::Variable& variable = frame.code->variables[index];
  switch (variable.scope) {
    case Scope::kLocal:
      if (!frame.variables[index]) unbound(variable);
      world_.check(frame.variables[index].get());
      return frame.variables[index];
    case Scope::kClassFree:
      if (frame.names) {
        if (Object found = dict_get(frame.names.get(), name_object(variable.name).get()))
          return found;
      }
      [[fallthrough]];
    case Scope::kCell:
    case Scope::kFree: {
      Object value = world_.cell(frame.variables[index].get());
      if (!value) unbound(variable);
      return value;
    }
    case Scope::kName:
      if (frame.names) {
        if (Object found = dict_get(frame.names.get(), name_object(variable.name).get()))
          return found;
      }
      [[fallthrough]];
    case Scope::kGlobal: {
      Object value = world_.global(frame, name_object(variable.name).get());
      if (!value) undefined(variable.name);
      return value;
    }
  }
  DUET_BUG("a variable of no scope");
}

void Machine::store(Frame& frame, int index, Object value) {
  const syntax::Variable& variable = frame.code->variables[index];
  switch (variable.scope) {
    case Scope::kLocal:
      frame.variables[index] = std::move(value);
      return;
    case Scope::kCell:
    case Scope::kFree:
      world_.set_cell(frame.variables[index].get(), value.get());
      return;
    case Scope::kName:
    case Scope::kClassFree:
      if (frame.names) {
        checked(PyObject_SetItem(frame.names.get(), name_object(variable.name).get(), value.get()));
        return;
      }
      [[fallthrough]];
    case Scope::kGlobal:
      world_.set_global(frame, name_object(variable.name).get(), value.get());
      return;
  }
}

void Machine::remove(Frame& frame, int index) {
  const syntax::Variable& variable = frame.code->variables[index];
  switch (variable.scope) {
    case Scope::kLocal:
      if (!frame.variables[index]) unbound(variable);
      world_.check(frame.variables[index].get());
      frame.variables[index] = {};
      return;
    case Scope::kCell:
    case Scope::kFree:
      if (!world_.cell(frame.variables[index].get())) unbound(variable);
      world_.set_cell(frame.variables[index].get(), nullptr);
      return;
    case Scope::kName:
    case Scope::kClassFree:
      if (frame.names) {
        checked(PyObject_DelItem(frame.names.get(), name_object(variable.name).get()));
        return;
      }
      [[fallthrough]];
    case Scope::kGlobal: {
      Object name = name_object(variable.name);
      if (!world_.global(frame, name.get())) undefined(variable.name);
      world_.set_global(frame, name.get(), nullptr);
      return;
    }
  }
}

void Machine::stack_step(Frame& frame, const syntax::Step& step) {
  switch (step.form) {
    case Form::kConstant:
      frame.push(constant_object(frame.code->constants[step.a]));
      return;
    case Form::kLoad:
      frame.push(load(frame, step.a));
      return;
    case Form::kStore:
      store(frame, step.a, frame.pop());
      return;
    case Form::kDelete:
      remove(frame, step.a);
      return;
    case Form::kDrop:
      frame.pop();
      return;
    case Form::kCopy:
      frame.push(frame.stack[frame.stack.size() - step.a]);
      return;
    case Form::kLoadCell:
      frame.push(frame.variables[step.a]);
      return;
    case Form::kSwap:
      std::swap(frame.stack.back(), frame.stack[frame.stack.size() - step.a]);
      return;
    default:  // kRotate
      std::rotate(frame.stack.end() - step.a, frame.stack.end() - 1, frame.stack.end());
  }
}

// --- displays
// -------------------------------------------------------------------------------------

void Machine::extend(PyObject* target, PyObject* iterable) {
  if (world_.late_extend(target, iterable)) return;
  Object iterator = Object::steal(PySet_Check(target) || PySequence_Check(iterable) ||
                                          PyIter_Check(iterable) || Py_TYPE(iterable)->tp_iter
                                      ? world_.iterator(iterable).leak()
                                      : nullptr);
  if (!iterator) {
    PyErr_Clear();
    throw_error(PyExc_TypeError, std::string("Value after * must be an iterable, not ") +
                                     Py_TYPE(iterable)->tp_name);
  }
  while (Object item = world_.next(iterator.get()))
    checked(PyList_Check(target) ? PyList_Append(target, item.get())
                                 : PySet_Add(target, item.get()));
}

void Machine::update(PyObject* dict, PyObject* mapping, bool of_call) {
  if (world_.late_update(dict, mapping)) return;
  Object keys_method = Object::steal(PyObject_GetAttrString(mapping, "keys"));
  if (!keys_method) {
    PyErr_Clear();
    throw_error(PyExc_TypeError,
                of_call ? fmt::format("argument after ** must be a mapping, not {}",
                                      Py_TYPE(mapping)->tp_name)
                        : fmt::format("'{}' object is not a mapping", Py_TYPE(mapping)->tp_name));
  }
  Object keys = world_.call(keys_method.get(), {});
  Object iterator = world_.iterator(keys.get());
  while (Object key = world_.next(iterator.get())) {
    if (of_call && PyDict_Contains(dict, key.get()) == 1) {
      // Below the dict stand the positional arguments and what is called.
      Object callee = checked(_PyObject_FunctionStr(frames_.back()->peek(3)));
      PyErr_Format(PyExc_TypeError, "%U got multiple values for keyword argument '%S'",
                   callee.get(), key.get());
      throw PythonError();
    }
    Object value = world_.item(mapping, key.get());
    checked(PyDict_SetItem(dict, key.get(), value.get()));
  }
}

/// (1, 2), [1, 2], {1, 2}, {1: 2}: of what lies on the stack.
Object Machine::displayed(Frame& frame, const syntax::Step& step) {
  auto count = static_cast<size_t>(step.form == Form::kDict ? 2 * step.a : step.a);
  std::vector<Object>& stack = frame.stack;
  std::vector<Object> items(std::make_move_iterator(stack.end() - count),
                            std::make_move_iterator(stack.end()));
  stack.resize(stack.size() - count);
  Object made = checked(step.form == Form::kTuple  ? PyTuple_New(step.a)
                        : step.form == Form::kList ? PyList_New(step.a)
                        : step.form == Form::kSet  ? PySet_New(nullptr)
                                                   : PyDict_New());
  for (size_t i = 0; i < count; ++i) {
    auto place = static_cast<Py_ssize_t>(i);
    if (step.form == Form::kTuple) {
      PyTuple_SET_ITEM(made.get(), place, items[i].leak());
    } else if (step.form == Form::kList) {
      PyList_SET_ITEM(made.get(), place, items[i].leak());
    } else if (step.form == Form::kSet) {
      checked(PySet_Add(made.get(), items[i].get()));
    } else {
      checked(PyDict_SetItem(made.get(), items[i].get(), items[i + 1].get()));
      ++i;
    }
  }
  if (step.form != Form::kTuple) world_.born(made.get());
  return made;
}

/// The parts of an f-string, one text.
Object Machine::joined(Frame& frame, int count) {
  Object tuple = checked(PyTuple_New(count)), empty = checked(PyUnicode_New(0, 0));
  bool known = true;
  for (int i = count; i-- > 0;) {
    known = known && PyUnicode_Check(frame.peek());
    PyTuple_SET_ITEM(tuple.get(), i, frame.pop().leak());
  }
  if (known) return checked(PyUnicode_Join(empty.get(), tuple.get()));
  Object join = checked(PyObject_GetAttrString(empty.get(), "join"));
  return world_.call(join.get(), {{tuple}, {}});
}

void Machine::making_step(Frame& frame, const syntax::Step& step) {
  switch (step.form) {
    case Form::kTuple:
    case Form::kList:
    case Form::kSet:
    case Form::kDict:
      frame.push(displayed(frame, step));
      return;
    case Form::kAppend: {
      Object item = frame.pop();
      PyObject* target = frame.peek(step.a);
      if (world_.late(target)) return world_.late_insert(target, nullptr, item.get());
      if (PyList_Check(target)) return world_.append(target, item.get());
      checked(PySet_Add(target, item.get()));
      return;
    }
    case Form::kExtend: {
      Object items = frame.pop();
      return extend(frame.peek(step.a), items.get());
    }
    case Form::kListToTuple: {
      Object list = frame.pop();
      world_.check_items(list.get());
      frame.push(world_.late(list.get()) ? world_.late_tuple(list.get())
                                         : checked(PyList_AsTuple(list.get())));
      return;
    }
    case Form::kInsert: {
      Object value = frame.pop(), key = frame.pop();
      if (PyObject* dict = frame.peek(step.a); world_.late(dict))
        return world_.late_insert(dict, key.get(), value.get());
      checked(PyDict_SetItem(frame.peek(step.a), key.get(), value.get()));
      return;
    }
    case Form::kUpdate: {
      Object mapping = frame.pop();
      return update(frame.peek(step.a), mapping.get(), step.b == 1);
    }
    case Form::kSlice: {
      Object third = step.a == 3 ? frame.pop() : Object(), stop = frame.pop(), start = frame.pop();
      frame.push(checked(PySlice_New(start.get(), stop.get(), third.get())));
      return;
    }
    case Form::kFormat: {
      Object spec = step.b ? frame.pop() : Object(), value = frame.pop();
      frame.push(world_.format(value.get(), step.a, spec.get()));
      return;
    }
    default:  // kJoin
      frame.push(joined(frame, step.a));
  }
}

// --- access and operators
// -------------------------------------------------------------------------

void Machine::access_step(Frame& frame, const syntax::Step& step) {
  auto name = [&] { return name_object(frame.code->names[step.a]); };
  switch (step.form) {
    case Form::kAttribute: {
      Object object = frame.pop();
      frame.push(world_.attribute(object.get(), name().get()));
      return;
    }
    case Form::kSetAttribute: {
      Object object = frame.pop(), value = frame.pop();
      return world_.set_attribute(object.get(), name().get(), value.get());
    }
    case Form::kDeleteAttribute: {
      Object object = frame.pop();
      return world_.set_attribute(object.get(), name().get(), nullptr);
    }
    case Form::kItem: {
      Object key = frame.pop(), object = frame.pop();
      if (PyObject* program = world_.item_program(object.get(), key.get()))
        return enter(Object::borrow(program), {{std::move(object), std::move(key)}, {}});
      if (choose_item(frame, object, key)) return;
      frame.push(world_.item(object.get(), key.get()));
      return;
    }
    case Form::kSetItem: {
      Object key = frame.pop(), object = frame.pop(), value = frame.pop();
      return world_.set_item(object.get(), key.get(), value.get());
    }
    default: {  // kDeleteItem
      Object key = frame.pop(), object = frame.pop();
      return world_.set_item(object.get(), key.get(), nullptr);
    }
  }
}

void Machine::operator_step(Frame& frame, const syntax::Step& step) {
  if (step.form == Form::kUnary) {
    Object x = frame.pop();
    auto op = static_cast<syntax::UnaryOp>(step.a);
    if (op == syntax::UnaryOp::kNot)
      frame.push(world_.negation(x.get()));
    else
      frame.push(world_.unary(op, x.get()));
    return;
  }
  Object y = frame.pop(), x = frame.pop();
  if (step.form == Form::kCompare)
    frame.push(world_.compare(static_cast<syntax::CompareOp>(step.a), x.get(), y.get()));
  else
    frame.push(world_.binary(static_cast<syntax::BinaryOp>(step.a), step.form == Form::kInPlace,
                             x.get(), y.get()));
}

// --- unpacking
// ------------------------------------------------------------------------------------

void Machine::unpack(Frame& frame, const syntax::Step& step) {
  Object iterable = frame.pop();
  auto wanted = static_cast<size_t>(step.a);
  if (world_.holds_unknown(iterable.get())) {
    std::vector<Object> parts = world_.late_parts(iterable.get(), step.a, -1);
    for (size_t i = parts.size(); i-- > 0;) frame.push(std::move(parts[i]));
    return;
  }
  if (!Py_TYPE(iterable.get())->tp_iter && !PySequence_Check(iterable.get()))
    throw_error(PyExc_TypeError, std::string("cannot unpack non-iterable ") +
                                     Py_TYPE(iterable.get())->tp_name + " object");
  Object iterator = world_.iterator(iterable.get());
  std::vector<Object> items;
  while (items.size() < wanted) {
    Object item = world_.next(iterator.get());
    if (!item) throw_error(PyExc_ValueError, too_few("", step.a, items.size()));
    items.push_back(std::move(item));
  }
  if (world_.next(iterator.get()))
    throw_error(PyExc_ValueError, fmt::format("too many values to unpack (expected {})", step.a));
  for (size_t i = wanted; i-- > 0;) frame.push(std::move(items[i]));
}

void Machine::unpack_star(Frame& frame, const syntax::Step& step) {
  Object iterable = frame.pop();
  auto before = static_cast<size_t>(step.a), after = static_cast<size_t>(step.b);
  if (world_.holds_unknown(iterable.get())) {
    std::vector<Object> parts = world_.late_parts(iterable.get(), step.a, step.b);
    for (size_t i = parts.size(); i-- > 0;) frame.push(std::move(parts[i]));
    return;
  }
  if (!Py_TYPE(iterable.get())->tp_iter && !PySequence_Check(iterable.get()))
    throw_error(PyExc_TypeError, std::string("cannot unpack non-iterable ") +
                                     Py_TYPE(iterable.get())->tp_name + " object");
  Object iterator = world_.iterator(iterable.get());
  std::vector<Object> items;
  while (Object item = world_.next(iterator.get())) items.push_back(std::move(item));
  if (items.size() < before + after)
    throw_error(PyExc_ValueError, too_few("at least ", step.a + step.b, items.size()));
  for (size_t i = 0; i < after; ++i) frame.push(std::move(items[items.size() - 1 - i]));
  Object rest = checked(PyList_New(0));
  for (size_t i = before; i < items.size() - after; ++i)
    checked(PyList_Append(rest.get(), items[i].get()));
  world_.born(rest.get());
  frame.push(std::move(rest));
  for (size_t i = before; i-- > 0;) frame.push(std::move(items[i]));
}

}  // namespace duet::frontend
