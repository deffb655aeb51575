// What a graph of its own knows of an argument or a result while compiling: known objects, and
// places of Tensors and numbers that each call fills.
#pragma once

#include <functional>
#include <optional>

#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {

struct Abstract {
  enum class Kind : uint8_t { kKnown, kTensor, kNumber, kTuple, kList, kDict };
  Kind kind = Kind::kKnown;
  Object known = {};  // or the keys of a dict
  ir::Type type = {};
  int same_as = -1;  // kTensor: the same object stands in that earlier place
  std::vector<Abstract> items = {};
};

/// Of what stands in several places; nothing: one of them can not be told.
class Abstraction {
 public:
  /// `before`: lists and dicts that are not among these are new ones, to be made by each call.
  /// Null: all are known objects.
  explicit Abstraction(TracedWorld& world, const std::unordered_set<PyObject*>* before = nullptr)
      : world_(world), before_(before) {}

  std::optional<Abstract> of(PyObject* object);
  /// What fills the places, in order.
  const std::vector<Object>& filling() const { return filling_; }

 private:
  std::optional<Abstract> tensor(PyObject* object);
  std::optional<Abstract> parts(Abstract whole, PyObject* items);

  TracedWorld& world_;
  const std::unordered_set<PyObject*>* before_;
  std::unordered_set<PyObject*> seen_;  // new ones
  std::vector<Object> filling_;
};

bool same(const Abstract& a, const Abstract& b);
/// What is either; nothing: they have nothing in common.
std::optional<Abstract> either(const Abstract& a, const Abstract& b);
/// Calls `f` for each place, in order.
void each_place(const Abstract& abstract, const std::function<void(const Abstract&)>& f);
/// An object whose places are filled with these values, from the first of them on.
Object filled(TracedWorld& world, const Abstract& abstract, std::span<const int64_t>& values,
              std::vector<Object>& filling);

}  // namespace duet::frontend
