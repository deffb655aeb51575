// From objects as the program has them, and what it has changed outside, to recipes (compiled.h):
// which values they need, and how objects are made of them at each call. A Maker makes one Point:
// of the graph's results, or of the arguments of a node (a visit, a leave) that is appended next.
#pragma once

#include <unordered_map>
#include <unordered_set>

#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {

struct Either;  // fork.h

class Maker {
 public:
  enum class Of : uint8_t {
    kResults,    // `values` are the graph's; what leaves has memory of its own by a node
    kArguments,  // of a node: nothing is recorded, Tensors that share memory share it again
  };
  Maker(TracedWorld& world, Of of, Point& point, Values& values)
      : world_(world), tracer_(world.tracer()), of_(of), point_(point), values_(values) {}

  /// The index of the recipe for `object` as the program sees it.
  int item(PyObject* object);
  /// One of the objects that the point is asked for.
  void ask(PyObject* object) { point_.items.push_back(item(object)); }
  /// Lists of unknown length (growth.h) are not given to Python here.
  void without_growth() { growth_ = false; }
  /// Writes for all that differs outside, in objects.
  void writes();
  /// Writes for all Tensors from outside (arguments too) that differ.
  void stores();

 private:
  class Making;
  int add(Make make);
  int of_container(int container);
  int value(Value value);
  int of_tensor(PyObject* object);
  int of_view_of_choice(PyObject* object, const Identities::Choice& choice);
  int of_choice(const Identities::Choice& choice);
  int of_either(const Either& either);
  int of_one_tensor(PyObject* object);
  Value own_value(const Tensor& tensor);
  int of_result(const Tensor& tensor);
  int of_value(const Tensor& tensor);
  void share(const Tensor& tensor, Make& first);
  int of_view(int item, const Layout& layout);
  int of_memory(const Tensor& tensor);
  int of_shared(const Tensor& tensor);
  int of_storage(const Tensor& tensor);
  int of_input(const Tracer::Whole& whole);
  int of_iterator(PyObject* iterator);
  int of_exception(PyObject* exception);
  int of_cell(PyObject* cell);
  int of_any(PyObject* any);
  int of_number(PyObject* number);
  int of_growth(PyObject* list);
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
  Of of_;
  Point& point_;
  Values& values_;
  std::unordered_map<PyObject*, int> known_;
  bool growth_ = true;
  // A list of unknown length leaves, or an item of one: not both, they may be one object.
  const struct Growth* grown_ = nullptr;
  bool listed_ = false;
  Entanglements::Together together_{world_.entanglements()};
  std::unordered_set<PyObject*> making_;        // whose parts are being made
  std::unordered_map<uint64_t, int> storages_;  // the item that has all of it, by id
  std::unordered_map<uint64_t, int> sharing_;   // the first that leaves of a new storage, by id
  std::unordered_map<int64_t, int> places_;     // of nodes among `values`
  std::vector<Object> keep_;                    // made for a recipe: `known_` has their address
};

}  // namespace duet::frontend
