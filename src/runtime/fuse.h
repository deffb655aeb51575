// From a list of recorded operators to groups: consecutive formulas and reductions over one
// iteration space become one generated kernel each, row by row where reductions allow it.
//
// Every value of a group is "per element" (it varies over the whole space) or "per row" (it came
// out of a reduction, or was computed from such values only). Stages follow each other where a
// per-element formula needs a per-row value.
#pragma once

#include <map>
#include <optional>
#include <set>

#include "ops/registry.h"
#include "runtime/eager/plan.h"

namespace duet {

/// What fusion asks about nodes outside the group.
class FuseContext {
 public:
  virtual ~FuseContext() = default;
  virtual const TensorType& type(int node) const = 0;
  /// Needed by a result, or by an entry that is not among `inside`.
  virtual bool needed_outside(int node, const std::set<const Trace::Entry*>& inside) const = 0;
  /// The tracer, for the formulas of entries.
  virtual Dispatcher& dispatcher() = 0;
  /// Axes of a value in memory order, fastest last.
  virtual Ints order(int node) const = 0;
};

class GroupBuilder {
 public:
  explicit GroupBuilder(FuseContext& context) : context_(context) {}

  /// Takes the entry into the group if it fits; otherwise nothing changes.
  bool add(const Trace::Entry& entry);
  bool empty() const { return members_.empty(); }
  struct Result {
    std::optional<GroupStep> step;           // nothing if the group holds only views
    std::vector<const Trace::Entry*> views;  // to be made again behind it, for others
  };
  /// Ends the group and starts an empty one.
  Result finish();
  /// True if this node is computed here, per element.
  bool computes(int node) const;

  using Axes =
      SmallVector<int8_t, 8>;  // per axis of a value: the axis of the space, or -1 (extent 1)
  struct Value_ {
    Axes axes;
    bool per_row = false;
    int stage = 0;      // per element: computed in it; per row: known after it
    int producer = -1;  // member, or -1: the same as `alias`
    int alias = -1;     // a view of another node of the group
  };
  struct Member {
    const Trace::Entry* entry;
    const ScalarKernel* formula;
    bool reduce;
    bool per_row;
    int stage;
  };

 private:
  friend class Emission;

  bool add_scalar(const Trace::Entry& entry);
  bool add_reduce(const Trace::Entry& entry);
  bool add_view(const Trace::Entry& entry);
  std::optional<Axes> align(const Shape& result, std::span<const Value> args) const;
  bool fits_space(const Axes& axes, const Shape& shape) const;
  bool varies_over_row(const Axes& axes) const;
  bool covers(const Axes& axes, bool rows_only) const;
  bool must_split() const;
  int root(int node) const;

  FuseContext& context_;
  std::optional<Ints> space_;
  uint64_t row_axes_ = 0;
  bool split_ = false;
  Ints order_;  // memory order of the space, from its first whole operand
  std::vector<Member> members_;
  std::vector<const Trace::Entry*> views_;
  std::map<int, Value_> values_;
};

}  // namespace duet
