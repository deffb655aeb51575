// What evaluating a function yields: a graph, where its inputs come from, what was read outside,
// and how results and outside writes are made from the graph's results. The jit callable
// (python/jit/function.cpp) keeps these by signature and runs them.
#pragma once

#include <memory>
#include <vector>

#include "frontend/evaluate/machine/object.h"
#include "ir/graph.h"

namespace duet::frontend {

/// Where a graph input comes from at each call.
struct Source {
  enum class Kind : uint8_t {
    kLeaf,     // a Tensor or number among the arguments (Signature::leaves)
    kOutside,  // a Tensor object outside (Parameter, global, random state): `object`
    kNumber,   // a number that changes outside: item `key` of the dict `object`
  };
  Kind kind = Kind::kLeaf;
  int leaf = 0;
  Object object, key;
};

/// Something read outside that must be as it was. All of a Compiled's guards hold, or another
/// specialisation is made.
struct Guard {
  enum class Kind : uint8_t {
    kLeafValue,    // number argument `leaf` has the type and bits of `expected`
    kDictItem,     // container[key] is `expected` (numbers, str: same type and equal bits)
    kDictMissing,  // key not in container
    kDictKeys,     // the dict has just the keys of `expected` (a tuple), in this order
    kSequence,     // a list or tuple whose items are those of `expected` (a tuple), identical
    kType,         // type(container) is `expected`
    kTypeVersion,  // the type's attributes have not changed since (tp_version_tag in `version`)
    kCell,         // a closure cell holds `expected` (null: empty)
    kFunction,     // a function has this __code__; `expected` is it, and `key` its __defaults__
    kTensor,       // outside Tensor `container` has the dtype and shape of compile time (`expected`
                   //   is a str such as "float32 (2, 3)")
    kItemType,     // type(container[key]) is `expected`
    kSlot,         // the slot `key` (a member descriptor) of `container` holds `expected`
    kArray,        // the ndarray `container` has the shape, type and elements of `expected`, a copy
  };
  Kind kind;
  int leaf = -1;
  Object container, key, expected;
  mutable uint64_t version = 0;  // of a dict or type, when the guard last held
  ir::PlaceRef place;            // where it was read first
};

/// Where the documents' rule was followed, and not Python's (documented.h).
struct Departure {
  std::string rule;
  ir::PlaceRef place;
};

/// How Python objects are made from values of a run: items in order, each from earlier ones.
struct Make {
  enum class Kind : uint8_t {
    kObject,  // `object` itself
    kLeaf,    // argument leaf `index`, the very object
    kTensor,  // value `index` as a Tensor
    kNumber,  // value `index` as int, float or bool
    kTuple,   // of items `parts`
    kList,
    kSet,
    kFrozenSet,
    kDict,      // parts: key, value, key, value ...
    kInstance,  // of class `object`: object.__new__, then __dict__ from the dict item parts[0]
    kFunction,  // `object` is the code object; parts: globals, name, qualified name, defaults,
                //   kwdefaults, closure
    kCell,      // an empty one: a write fills it
    kCall,      // parts[0](*parts[1:]): for immutable objects such as slices, bound methods
    kCopy,      // value `index` as a Tensor with memory of its own, row by row
    kView,      // `layout` over the memory of item parts[0], which holds value `index`; or over
                //   that of value `index`
    kChoice,    // by value `index`: parts[0], or behind the number that it is in parts[1:], an item
    kAny,       // value `index` as the object that it is (any.h)
    kIterator,  // parts[0](*parts[1]), then __setstate__(parts[2]) if that is there
    kException,  // of class `object`; parts: args, __dict__, cause, context, suppress, traceback
    kContainer,  // list or dict `index` among the arguments, the very object
  };
  Kind kind;
  int index = -1;
  Object object;
  std::vector<int> parts;
  std::shared_ptr<const Layout> layout;
};

/// A write to an outside object, done at the commit point it belongs to, in program order.
struct Write {
  enum class Kind : uint8_t {
    kSetAttribute,
    kDeleteAttribute,
    kSetItem,
    kDeleteItem,
    kListItems,  // the list's items become those of item `value` (a list)
    kCell,       // a closure cell's content
    kStorage,    // the elements of a Tensor
  };
  Kind kind;
  Object target, name;
  int value = -1;        // item
  int target_item = -1;  // instead of `target`: an item
};

/// Objects as the program has them at one point of a graph: recipes over values, which are the
/// arguments of a node or the graph's results. Objects are made first, one for each birth, then the
/// writes are done.
struct Point {
  std::vector<Make> makes;
  std::vector<int> items;  // those that are asked for; -1: nothing
  std::vector<Write> writes;
};

struct Leave;  // leave.h
class Guards;  // guards.h

struct Compiled {
  bool depends_on_tape = false;  // under a recording gradient it is another function
  ir::GraphRef graph;
  std::vector<Source> inputs;  // of graph->inputs
  std::vector<Guard> guards;
  std::vector<Departure> departures;
  Point exit;                 // of the graph's results; its first item is returned
  std::vector<Object> hosts;  // Node::host
  /// By Node::host of a `Check ... Leave`; null where no node has it any more.
  std::vector<std::shared_ptr<const Leave>> leaves;
  bool recursive = false;          // graphs in it call themselves
  bool leaves_and_speaks = false;  // and prints, or visits Python
  /// Of a function with visits: the guards that are looked at again behind each of them.
  std::shared_ptr<const Guards> stays;
  std::shared_ptr<const Compiled> stays_of;
  std::vector<Object> keep;  // what guards and keys name by address

  const Make& result() const { return exit.makes[static_cast<size_t>(exit.items[0])]; }
};

/// What the user's call looks like: all that decides a specialisation but values of numbers.
struct Signature {
  std::string key;
  /// Tensors and numbers (bool, int, float) among the arguments, in depth-first order of (args,
  /// kwargs by sorted name): through exact tuples, lists and dicts. Borrowed.
  std::vector<PyObject*> leaves;
  /// Lists and dicts among the arguments, in the order in which they are met. Borrowed.
  std::vector<PyObject*> containers;
  /// Parallel to leaves: made run-time by ms.mutable, wherever it stood around it.
  std::vector<bool> is_mutable;
  /// For each Tensor leaf, the first leaf that has the same storage (itself, mostly): part of `key`
  /// where any differ, because a write through one is seen by the other.
  std::vector<int> same_storage;
  /// Objects that `key` names by their address: whoever keeps the key watches over their lives.
  /// Borrowed.
  std::vector<PyObject*> named;
  /// Where the extents of a Tensor leaf stand in `key`.
  struct Shape {
    size_t offset, leaf;
    int rank;
  };
  std::vector<Shape> shapes;
};

/// An attribute or global with a number that has changed from call to call.
struct ChangingNumber {
  PyObject *dict, *key;  // borrowed
};

/// How one function is compiled.
struct Settings {
  int level = 2;  // STRICT 0, COMPATIBLE 1, LAX 2, EXACT 3
  bool fullgraph = false;
  bool first_values = false;  // ms_function: members keep their first value
  bool may_leave = false;     // what is no graph goes on in Python at the point where it is
  std::vector<ChangingNumber> changing = {};
  /// By leaf of the signature, as bits: axes whose extents the graph is not to know. Or empty.
  std::vector<uint64_t> open = {};
  bool values_only = false;  // what is given has memory of its own, whatever it is a view of
};

/// Why a function does not become a graph: it runs in Python, with this reason.
struct Unsupported final : std::exception {
  std::string reason, slug;
  ir::PlaceRef place;
  const char* what() const noexcept override { return reason.c_str(); }
};

/// Evaluates `function(*args, **kwargs)` abstractly. `args` is a tuple, `kwargs` a dict or null.
/// Changes nothing outside. Throws PythonError (the program raises while compiling), Unsupported.
std::shared_ptr<const Compiled> evaluate(PyObject* function, PyObject* args, PyObject* kwargs,
                                         const Signature& signature, const Settings& settings);

}  // namespace duet::frontend
