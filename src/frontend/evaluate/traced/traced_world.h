// The world of a function that is being compiled. Objects are real Python objects, Tensors among
// them are traced (runtime/graph/tracer.h); nothing outside changes, and what is read outside is
// guarded.
//
// An object is *born* if the program has made it during this evaluation: it may be changed freely.
// Any other mutable object is outside. A write to an outside container goes to its *shadow*, a born
// copy that is used in its place from then on; the differences become writes of the compiled
// function (compiled.h). Special methods written in Python are carried out by the machine.
#pragma once

#include <map>
#include <unordered_map>
#include <unordered_set>

#include "frontend/evaluate/boundary/compiled.h"
#include "frontend/evaluate/machine/machine.h"
#include "frontend/evaluate/traced/documented.h"
#include "frontend/evaluate/traced/entanglements.h"
#include "frontend/evaluate/traced/identity.h"
#include "frontend/evaluate/traced/untraceable.h"
#include "runtime/graph/tracer.h"

namespace duet::frontend {

/// The contents of a born object.
struct Content {
  Object object;
  Object items;  // tuple of a list; copy of a dict, a set, an instance's dict; a cell's content
};

struct WorldState;

class TracedWorld : public World {
 public:
  TracedWorld(Tracer& tracer, Compiled& compiled, const Settings& settings);
  ~TracedWorld() override;
  TracedWorld(const TracedWorld&) = delete;
  TracedWorld& operator=(const TracedWorld&) = delete;

  const FoundCode* enters(PyObject* function) override;
  bool unwrap_call(Object& callee, Arguments& arguments) override;
  void born(PyObject* object) override;
  Object call(PyObject* callee, const Arguments& arguments) override;
  Object instance(PyTypeObject* type, const Arguments& arguments) override;
  Object attribute(PyObject* object, PyObject* name) override;
  void set_attribute(PyObject* object, PyObject* name, PyObject* value) override;
  Object item(PyObject* object, PyObject* key) override;
  PyObject* item_program(PyObject* object, PyObject* key) override;
  void set_item(PyObject* object, PyObject* key, PyObject* value) override;
  void check(PyObject* object) override;
  void check_items(PyObject* object) override { refuse_spoilt(object); }
  void append(PyObject* list, PyObject* item) override;
  Object negation(PyObject* x) override;
  Object unary(syntax::UnaryOp op, PyObject* x) override;
  Object binary(syntax::BinaryOp op, bool in_place, PyObject* x, PyObject* y) override;
  Object compare(syntax::CompareOp op, PyObject* x, PyObject* y) override;
  bool truth(PyObject* x) override;
  Object iterator(PyObject* x) override;
  Object next(PyObject* iterator) override;
  Object format(PyObject* value, int conversion, PyObject* spec) override;
  Object global(const Frame& frame, PyObject* name) override;
  void set_global(const Frame& frame, PyObject* name, PyObject* value) override;
  Object cell(PyObject* cell) override;
  void set_cell(PyObject* cell, PyObject* value) override;

  void set_machine(Machine& machine) { machine_ = &machine; }
  const Machine& machine() const { return *machine_; }
  /// All that the program has made.
  const std::vector<Object>& births() const { return alive_; }
  /// This thread's, while it evaluates.
  static TracedWorld* active();
  /// Sets it; gives the one before.
  static TracedWorld* activate(TracedWorld* world);
  /// Number argument `leaf` has the value `present` now.
  void note_number(int leaf, PyObject* present);
  /// Its value decides something: it is guarded.
  void demand(int leaf);
  /// A Tensor object from outside: the graph's input, if it is used, is read from this object.
  void note_tensor(PyObject* object);
  /// The object noted for a storage; a new one where none was.
  Object tensor_object(const Tensor& tensor);
  /// Deviation::kCopiedArguments, which holds before any frame is there.
  bool copies_arguments() const { return settings_.level != 3; }
  /// A list or dict that stands for one among the arguments: the signature says what it holds.
  void note_argument(PyObject* object) { arguments_.insert(object); }
  /// This Tensor object stands for argument `leaf`.
  void note_leaf(PyObject* tensor, int leaf);
  /// -1: none.
  int leaf_of(PyObject* tensor) const;
  int leaf_of_storage(uint64_t id) const;
  /// This list or dict stands for number `container` among the arguments.
  void note_container(PyObject* object, int container);
  int container_of(PyObject* object) const;
  /// A Tensor object that was there before.
  bool is_outside(PyObject* tensor) const;
  /// One that the program has made, over memory that was there before.
  bool looks_outside(PyObject* tensor) const;
  Object identity(PyObject* tensor, std::vector<int>& candidates);
  Identities& identities() { return identities_; }
  bool is_born(PyObject* object) const { return births_.contains(object); }

  /// Writes to outside objects, by their differences from what they were.
  struct Shadow {
    Object original, copy;
    Object instance;        // whose __dict__ it is, if any
    bool detached = false;  // the original keeps what it has: kGlobalList
    Object touched = {};    // set of the keys that have been written, whatever was there before
  };
  /// The point of a node writes this key of an outside dict, or a list (no key).
  void note_done(PyObject* original, PyObject* key);
  /// What earlier points may have written there, so that it does not hold what it held at entry: a
  /// set of keys, empty for a list; null: nothing.
  PyObject* done_before(PyObject* original) const;
  /// Whether an entry of the table of documented deviations holds here.
  bool deviates(Deviation deviation) const;
  /// It takes effect here: explain says so.
  void departs(Deviation deviation);
  /// The exception that is set is a documented one: the function raises it as compiled.
  bool raises_documented() const { return raises_documented_; }
  int level() const { return settings_.level; }
  bool gives_values() const { return settings_.values_only; }

  /// The graph has visits, and may have one here.
  virtual bool may_visit() const { return false; }
  /// Objects of these types that the program's variables reach become Python's.
  virtual void expose(const std::unordered_set<PyTypeObject*>&) {}

  // Branches (fork.h)
  std::optional<bool> decide(PyObject* x) override;
  virtual Value truth_value(PyObject* x);
  /// An int, or a Tensor of one, that only the run knows; and as a number (fork_item.cpp).
  bool is_run_time_index(PyObject* key);
  Object run_time_index(PyObject* key);
  /// The truth of `x` as a bool, known or run-time.
  virtual Object condition(PyObject* x);
  /// What `object` is in a state, as an object that is known at run time only; `nodes` are added.
  /// None: it can not be one.
  virtual Value as_run_time(PyObject*, const Tracer::State&, std::vector<ir::Node>&) { return {}; }
  WorldState save();
  void restore(const WorldState& state);
  /// What is guarded, and which numbers nobody has asked for yet. Not part of a state: a side that
  /// the graph keeps has guarded what it read; one that is given up has not.
  struct Spoilt {
    std::string reason;
    const syntax::Step* fork;
    const syntax::Step* exposing;  // Python could have the object from before this one
  };
  struct Demands {
    size_t guards = 0, departures = 0, outside_numbers = 0;
    std::unordered_set<std::string> guarded;
    std::unordered_map<int, Object> numbers;
    std::unordered_map<PyObject*, Spoilt> spoilt;
    Tracer::Open gradients;
    bool raises_documented = false;
  };
  Demands demands() const;
  void give_up(Demands demands);
  bool may_leave() const { return settings_.may_leave; }
  Compiled& compiled() { return compiled_; }
  /// From here on the object can not be used.
  void spoil(PyObject* object, const std::string& reason);
  void refuse_spoilt(PyObject* object);
  bool is_spoilt(PyObject* object) const { return spoilt_.contains(object); }
  /// It stands for one object or another that somebody else holds, too, or is one of those
  /// (entangled.h): it is not written, nor compared with another such object.
  void entangle(std::span<PyObject* const> objects) { entangled_.add(objects, joining_); }
  /// It may be one that another place holds; it has no group.
  void entangle(PyObject* object) { entangled_.add({&object, 1}, joining_); }
  bool is_entangled(PyObject* object) const { return entangled_.contains(object); }
  const Entanglements& entanglements() const { return entangled_; }
  [[noreturn]] void refuse_entangled(PyObject* object);
  /// The fork whose sides are being joined; and the one whose join was asked for what it has not.
  void set_joining(const syntax::Step* fork) { joining_ = fork; }
  const syntax::Step* joining() const { return joining_; }
  void blame(const syntax::Step* fork) {
    blamed_ = fork;
    blames_growth_ = false;
  }
  /// The loop is not to have lists of unknown length (growth.h).
  void blame_growth(const syntax::Step* loop) {
    blamed_ = loop;
    blames_growth_ = loop != nullptr;
  }
  bool blames_growth() const { return blamed_ && blames_growth_; }
  /// A Tensor of this storage is an item of such a list; whether it was none before.
  bool list(uint64_t storage) { return listed_.insert(storage).second; }
  bool is_listed(uint64_t storage) const { return listed_.contains(storage); }
  Object number_of_element(PyObject* tensor) { return element(tensor, nullptr); }
  const syntax::Step* blamed() const { return blamed_; }
  /// What differs between the two contents of a copy was decided by what the original held.
  void guard_differences(PyObject* copy, const std::vector<Shadow>& shadows, PyObject* content);
  /// What an outside object held whose copy this is; null for other objects.
  Object original_content(PyObject* copy, const std::vector<Shadow>& shadows) const;
  Tracer& tracer() { return tracer_; }
  /// How many run-time branches are open.
  void set_branches(size_t count) { branches_ = count; }

  const std::vector<Shadow>& shadows() const { return shadows_; }
  const std::vector<std::pair<Object, Object>>& cell_writes() const { return cell_writes_; }
  /// Texts of prints of known values, held back until evaluation has succeeded.
  const std::vector<Object>& prints() const { return prints_; }

 protected:
  void forget_unreachable();
  Object changing_number(PyObject* dict, PyObject* key, PyObject* present);
  friend class Shown;
  // reads.cpp
  Object module_attribute(PyObject* module, PyObject* name);
  Object instance_attribute(PyObject* object, PyObject* name);
  Object container_attribute(PyObject* object, PyObject* name);
  Object dict_item(PyObject* dict, PyObject* key);
  Object described(PyObject* descriptor, PyObject* object, PyTypeObject* type);
  void guard(Guard::Kind kind, PyObject* container, PyObject* key, PyObject* expected);
  void guard_type(PyTypeObject* type);
  void guard_content(PyObject* container);
  /// The elements of an array from outside that something native is about to read.
  void guard_array(PyObject* object);
  /// All that an instance from outside holds: a function that is no part of the program reads it.
  void guard_instance(PyObject* object, int depth = 0);
  /// A slot of an instance from outside.
  void guard_slot(PyObject* object, PyObject* descriptor, PyObject* value);
  PyObject* view(PyObject* object);
  /// What an outside container held before C code was shown another content (shown.h).
  PyObject* at_entry(PyObject* object) const;
  bool keep_entry(PyObject* object, Object content);
  Object take_entry(PyObject* object);
  Shadow* find_shadow(PyObject* object);
  PyObject* writable(PyObject* object, PyObject* instance = nullptr);
  void touch(PyObject* object, PyObject* key);
  Object fresh(Object object);
  Object noted(Object object);

  // calls.cpp's
  std::optional<Object> known_call(PyObject* callee, const Arguments& arguments);
  Object generic_set(PyObject* object, PyObject* name, PyObject* value);
  Object print(const Arguments& arguments);
  void record_print(const Arguments& arguments);
  std::optional<Object> documented_result(PyObject* callee, const Arguments& arguments);
  void detach(PyObject* list);
  Object element(PyObject* tensor, PyObject* type);
  std::optional<Object> run_time_membership(PyObject* x, PyObject* y);
  void check_iterator(PyObject* object, Py_ssize_t own);
  Object special(PyObject* method, std::vector<Object> values);
  std::optional<Object> special_binary(const char* name, const char* reflected, PyObject* x,
                                       PyObject* y);

  size_t branches_ = 0;
  bool prints_late_ = false;  // there are visits: prints keep their place among them
  Tracer& tracer_;
  Compiled& compiled_;
  const Settings& settings_;
  Machine* machine_ = nullptr;
  std::unordered_set<PyObject*> births_;
  std::vector<Object> alive_;
  std::vector<Shadow> shadows_;
  std::unordered_map<PyObject*, size_t> shadow_of_;  // original, and copy
  std::unordered_map<PyObject*, Object> done_;       // done_before
  std::unordered_map<PyObject*, Object> entries_;    // at_entry
  std::vector<std::pair<Object, Object>> cell_writes_;
  std::unordered_map<PyObject*, size_t> written_cells_;
  std::unordered_map<uint64_t, Object> tensors_;  // by storage id
  Identities identities_;
  std::unordered_set<std::string> guarded_;
  std::unordered_set<PyObject*> arguments_;
  std::vector<Object> prints_;
  std::unordered_set<PyObject*> global_lists_;
  bool raises_documented_ = false;
  std::unordered_map<PyObject*, Spoilt> spoilt_;
  Entanglements entangled_;
  const syntax::Step *joining_ = nullptr, *blamed_ = nullptr;
  bool blames_growth_ = false;
  std::unordered_set<uint64_t> listed_;
  std::vector<std::pair<Object, int>> leaves_;      // Tensors among the arguments
  std::vector<std::pair<Object, int>> containers_;  // lists and dicts among them
  std::unordered_map<int, Object> numbers_;         // not yet demanded, by leaf
  struct OutsideNumber {
    PyObject *dict, *key;
    Object present, number;
  };
  std::vector<OutsideNumber> outside_numbers_;  // leaves -1, -2, ...
  TracedWorld* before_;
};

/// All that evaluation may change, beside frames.
struct WorldState {
  std::vector<Content> contents;
  Tracer::State tracer;
  std::vector<TracedWorld::Shadow> shadows;
  std::vector<std::pair<Object, Object>> cell_writes;
  size_t prints = 0;
};

}  // namespace duet::frontend
