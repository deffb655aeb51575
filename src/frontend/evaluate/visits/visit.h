// A visit: one call of Python's from a running graph, a HostCall node. Attributes, operators,
// truth and iteration are calls of the functions that Python has for them (`operator.add`,
// `getattr`, ...), so a visit is always: a callable, arguments, and what becomes of the result.
//
// What the call needs is a Point (compiled.h) rooted at the node's arguments: its first item is the
// callable, the next are the arguments, the last `exposed` ones are objects born in the function
// that live on in Python from here: they are results of the node, too.
//
// Behind these may stand two more: whether what the graph has read outside is as it was, and, where
// the program may catch what is raised, whether the call went well and the exception. Where one
// does not hold, a check behind the visit leaves the graph (leave.h).
#pragma once

#include <algorithm>
#include <chrono>

#include "frontend/evaluate/boundary/make.h"
#include "runtime/program/program.h"

namespace duet::frontend {

/// What the graph takes of a result.
enum class Gives : uint8_t {
  kAny,      // the object itself
  kParts,    // the items of a tuple of known length
  kBool,     // its truth
  kFloat,    // a float as a run-time number
  kInt,      // an int that fits 64 bits
  kNothing,  // it is dropped
};

struct Visit {
  Point point;
  Object keywords;  // names of the last arguments, or null
  size_t exposed = 0;
  bool quiet = false;            // can not change anything outside
  bool looks = false;            // says whether the outside is as it was
  bool catches = false;          // says whether it went well
  mutable bool reports = false;  // the graph looks at that; else it is an error
  Gives gives = Gives::kAny;
  size_t parts = 0;
  bool light = false;  // nothing is made, or written, but numbers and Tensors (make_visit finds it)
  /// What it must leave as it was, too: what the function writes outside behind it only.
  mutable std::shared_ptr<const Compiled> before_of;
  mutable std::shared_ptr<const Guards> before;
  std::string reason, slug;  // why it is one
  std::string name;          // of what is called, with its module
  ir::PlaceRef place;
  // Measured; under the interpreter lock.
  mutable uint64_t calls = 0;
  mutable uint64_t timed = 0, nanoseconds = 0;  // some of them, and how long these took
  mutable uint64_t least = 0;                   // that one took
  /// Nanoseconds of a call.
  double each() const {
    return static_cast<double>(nanoseconds) / static_cast<double>(timed > 0 ? timed : 1);
  }
  /// The same without what other programs took: a machine that is busy stops a call now and then.
  double each_undisturbed() const {
    constexpr double kSpread = 8;
    return std::min(each(), kSpread * static_cast<double>(least));
  }
};

/// As a Python object, among Compiled::hosts.
Object make_visit(Visit visit);
/// Null: another kind of host.
const Visit* visit_of(PyObject* host);

/// What a call keeps until it is over: objects that its values stand for.
struct Held {
  std::vector<Object> objects;
  std::vector<Rewritten> rewritten;  // by the last visit
};
/// Carries it out; needs the interpreter lock.
void run_visit(const Visit& visit, const HostCallArguments& given, const Signature& signature,
               Held& held);
/// The outside is as it was when the function read it.
bool leaves_outside(const Visit& visit, const Compiled& compiled, const Signature& signature);
/// The outside is not as it was: `looks` does not hold.
void note_change(const Visit& visit, const HostCallArguments& given);

}  // namespace duet::frontend
