// The ways in which functions have been compiled, by signature. A cache is a Python object: a
// compiled function has one, and each Cell one of its own, so that what was compiled for a Cell
// goes when the Cell goes. All of this needs the interpreter lock.
#pragma once

#include <condition_variable>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "frontend/evaluate/boundary/guards.h"
#include "python/object.h"
#include "runtime/program/program.h"
#include "runtime/tape/compiled_call.h"

namespace duet::python {

/// One way of running a function.
struct Specialisation {
  std::shared_ptr<const frontend::Compiled> compiled;  // null: it runs in Python
  std::optional<frontend::Guards> guards;
  std::shared_ptr<const GraphProgram> program;
  /// The same graph for calls that a gradient is recorded of; made at the first of these.
  std::shared_ptr<CompiledCall> differentiated;
  /// And of one with visits (runtime/tape/taped_graph.h).
  std::shared_ptr<const GraphProgram> taped;
  /// Why it runs in Python.
  std::optional<frontend::Unsupported> unsupported;
  /// Where the graph writes to storages: which inputs share one, as `sharing` gives it.
  std::optional<std::vector<int>> sharing;
  bool long_work = false;
  /// Some outside Tensor was met without the object that the program knows it by: whether a
  /// gradient wants it can not be seen here.
  bool has_unknown_tensor = false;
  int64_t nanoseconds = 0;          // to compile
  uint64_t runs = 0, restarts = 0;  // as a graph; that began anew in Python
  uint64_t timed_runs = 0;          // of a graph with visits, and how long these took
  int64_t run_nanoseconds = 0;

  std::vector<Object> watched;  // weak references to what the key names, or the objects themselves
  uint64_t used = 0;
  /// Of one with unknown extents: all that the arguments have, or kOpenExtent.
  std::vector<int64_t> extents;
};
/// An extent that a specialisation does not know.
inline constexpr int64_t kOpenExtent = -1;

/// Calls that differ in the extents of their arguments only.
struct ShapesSeen {
  std::vector<std::vector<int64_t>> seen;  // compiled for, one by one
  bool refused = false;                    // there is no graph for unknown extents
};

using SpecialisationRef = std::shared_ptr<Specialisation>;

/// Somebody compiles this key now.
struct Compiling {
  std::mutex mutex;
  std::condition_variable changed;
  bool done = false;
};

class JitCache {
 public:
  using Bucket = std::vector<SpecialisationRef>;  // most recent first

  /// Those with this key; null if there are none.
  Bucket* find(const std::string& key);
  /// Keeps a new one; the one that was used longest ago may go.
  void add(const frontend::Signature& signature, SpecialisationRef made, PyObject* self);
  /// Counts a call that was served.
  void hit(Specialisation& used);
  /// Whether one more may be compiled. A function that meets ever new signatures and is never
  /// called again with an old one costs more compiled than in Python.
  bool affords_another() const { return credit_ > 0; }
  /// Counts a compilation that is not kept.
  void charge() { --credit_; }

  /// Drops what has this key.
  void forget(const std::string& key);
  /// By the key without extents.
  std::unordered_map<std::string, ShapesSeen> shapes;

  /// Frees what was compiled for objects that are gone.
  void drop_dead();
  void clear();
  int traverse(visitproc visit, void* arg) const;

  size_t size() const { return size_; }
  uint64_t hits = 0, misses = 0;
  std::unordered_map<std::string, std::shared_ptr<Compiling>> compiling;
  PyObject* owner = nullptr;  // the Cell that this belongs to: outlives it. Borrowed
  const std::unordered_map<std::string, Bucket>& buckets() const { return buckets_; }

 private:
  void watch(const frontend::Signature& signature, Specialisation& made, PyObject* self);
  void evict();

  std::unordered_map<std::string, Bucket> buckets_;
  const std::string* last_key_ = nullptr;
  Bucket* last_ = nullptr;
  size_t size_ = 0;
  uint64_t tick_ = 0;
  int credit_ = 64;
};

/// Makes the type of the Python object.
void make_cache_type(PyObject* module);
Object new_cache(PyObject* owner);
/// The cache in an object made by `new_cache`; null for any other object.
JitCache* cache_of(PyObject* object);

}  // namespace duet::python
