// Lists whose length only the run of the graph knows: those that a loop on a run-time condition
// makes longer. Such a list is the object that it was, so all its names see the same; its items are
// *marks* instead, which say what stands for all of them: one Tensor (the rows), item by item along
// its first axis. Items are Tensors of one dtype and shape, or numbers of one type.
//
// Whoever is not told of marks meets them as things that two branches do not have in common, and
// the loop is evaluated again without them (`blame_growth`).
#pragma once

#include <optional>

#include "frontend/evaluate/traced/traced_world.h"

namespace duet::frontend {

struct Growth {
  Object rows;                       // a Tensor
  std::optional<NumberKind> number;  // what the items are, if they are no Tensors
  bool shared = false;               // somebody else may hold an item: which object it is matters
  uint64_t since = 0;                // storages with greater ids belong to this round of the loop
  const syntax::Step* loop = nullptr;
};

/// A mark.
Object make_growth(Growth growth);
const Growth* growth_of_mark(PyObject* object);
/// Of a list, or of the tuple of its content; null where the items are known.
const Growth* growth_of(PyObject* sequence);
[[noreturn]] void refuse_growth(const Growth& growth);

/// The type of an item, and the kind of number that it stands for.
struct ItemType {
  TensorType type;
  std::optional<NumberKind> number;
};
/// Nothing: it can be no item of rows.
std::optional<ItemType> item_type(PyObject* item);
ItemType item_type(const Growth& growth);
bool same_items(const ItemType& a, const ItemType& b);
TensorType rows_type(const ItemType& item);
/// Whether some other name may hold the item; `since`: one made before is there in each round.
bool takes_item(TracedWorld& world, PyObject* item, uint64_t since);

/// More marks than any iterator has passed: those of C, too, meet one.
Object marks(Growth growth, Py_ssize_t count);

/// What the world does with such a list: appending, its length, an item, its rows.
void append_item(TracedWorld& world, PyObject* list, PyObject* item);
Object length_of_growth(const Growth& growth);
Object item_of_growth(TracedWorld& world, const Growth& growth, PyObject* index);
/// A call that such a list takes part in, if this is one that it may.
std::optional<Object> growth_call(TracedWorld& world, PyObject* callee, const Arguments& arguments);

/// What carries the call out as a program (mindspore/ops/_growth.py); null: nothing does.
PyObject* growth_model(PyObject* callee, const Arguments& arguments);

}  // namespace duet::frontend
