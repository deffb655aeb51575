// From what a function has given, and what it has changed outside, to recipes (compiled.h): which
// results the graph needs, and how objects are made of them at each call.
#pragma once

#include <unordered_map>

#include "frontend/evaluate/traced_world.h"

namespace duet::frontend {

class Maker {
 public:
  Maker(TracedWorld& world, Tracer& tracer, Compiled& compiled)
      : world_(world), tracer_(tracer), compiled_(compiled) {}

  /// The argument leaf that this object stands for.
  void note_leaf(PyObject* traced, int leaf) { leaves_[traced] = leaf; }
  /// The list or dict among the arguments that this object stands for.
  void note_container(PyObject* traced, int container) { containers_[traced] = container; }
  /// The index of the recipe for `object` as the program sees it.
  int item(PyObject* object);
  /// Writes for all that differs outside.
  void writes();

 private:
  int add(Make make);
  int of_container(int container);
  int of_tensor(PyObject* object);
  int of_number(PyObject* number);
  int of_sequence(Make::Kind kind, PyObject* object);
  int of_tuple(PyObject* tuple);
  int of_dict(PyObject* dict);
  int of_function(PyObject* function);
  int of_instance(PyObject* object);
  int of_array(PyObject* array);
  int of_call(PyObject* callee, std::initializer_list<PyObject*> arguments);
  int object(PyObject* object);
  void write(const TracedWorld::Shadow& shadow, Write::Kind kind, Object key, int value);
  void dict_writes(const TracedWorld::Shadow& shadow);
  void list_writes(const TracedWorld::Shadow& shadow);

  TracedWorld& world_;
  Tracer& tracer_;
  Compiled& compiled_;
  std::unordered_map<PyObject*, int> known_;
  std::unordered_map<PyObject*, int> leaves_, containers_;
  std::unordered_map<int64_t, int> result_of_;  // node: index among the graph's results
};

}  // namespace duet::frontend
