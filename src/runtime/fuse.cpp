// Which operators share a kernel.
#include "runtime/fuse.h"

#include <algorithm>

#include "ops/ops.h"

namespace duet {
namespace {

constexpr int64_t kLongestRow = 65536;  // elements of a row that stay in cache
constexpr size_t kMostInstructions = 224;

bool is_alignment_view(const Op& op) {
  return &op == &ops::expand_dims || &op == &ops::broadcast_to || &op == &ops::reshape;
}

}  // namespace

bool GroupBuilder::computes(int node) const {
  auto found = values_.find(node);
  return found != values_.end() && !found->second.per_row && found->second.producer >= 0;
}

int GroupBuilder::root(int node) const {
  auto found = values_.find(node);
  return found == values_.end() || found->second.alias < 0 ? node : root(found->second.alias);
}

bool GroupBuilder::add(const Trace::Entry& entry) {
  const Op& op = *entry.op;
  if (op.updates.argument[0] >= 0 || op.checks.run) return false;
  if (op.body.is(BodyKind::kScalar)) return entry.results == 1 && add_scalar(entry);
  if (op.body.is(BodyKind::kReduce)) return add_reduce(entry);
  return is_alignment_view(op) && add_view(entry);
}

/// The axes of a result with this shape, given where the group's own arguments lie.
std::optional<GroupBuilder::Axes> GroupBuilder::align(const Shape& result,
                                                      std::span<const Value> args) const {
  int rank = static_cast<int>(result.size());
  Axes axes(rank, -1);
  for (const Value& arg : args) {
    if (!arg.is_node()) continue;
    auto found = values_.find(static_cast<int>(arg.as_node()));
    if (found == values_.end()) continue;
    const Axes& own = found->second.axes;
    int lead = rank - static_cast<int>(own.size());
    for (int i = lead; i < rank; ++i) {
      if (own[i - lead] < 0) continue;
      if (axes[i] >= 0 && axes[i] != own[i - lead]) return std::nullopt;
      axes[i] = own[i - lead];
    }
  }
  // What comes from outside lies as NumPy broadcasts: counted from the last axis.
  int shift = static_cast<int>(space_->size()) - rank;
  for (int i = 0; i < rank; ++i) {
    if (axes[i] >= 0 || result[i] == Dim(1)) continue;
    if (i + shift < 0) return std::nullopt;
    axes[i] = static_cast<int8_t>(i + shift);
  }
  return fits_space(axes, result) ? std::optional(axes) : std::nullopt;
}

bool GroupBuilder::fits_space(const Axes& axes, const Shape& shape) const {
  int last = -1;
  for (size_t i = 0; i < axes.size(); ++i) {
    if (axes[i] < 0) {
      if (shape[i] != Dim(1)) return false;
      continue;
    }
    if (axes[i] <= last || Dim((*space_)[axes[i]]) != shape[i]) return false;
    last = axes[i];
  }
  return true;
}

bool GroupBuilder::varies_over_row(const Axes& axes) const {
  return std::any_of(axes.begin(), axes.end(),
                     [&](int8_t a) { return a >= 0 && (row_axes_ >> a & 1); });
}

/// True if a value varies over every axis of the space (or every outer axis).
bool GroupBuilder::covers(const Axes& axes, bool rows_only) const {
  for (int a = 0; a < static_cast<int>(space_->size()); ++a) {
    if ((*space_)[a] == 1 || (rows_only && (row_axes_ >> a & 1))) continue;
    if (std::find(axes.begin(), axes.end(), a) == axes.end()) return false;
  }
  return true;
}

bool GroupBuilder::add_scalar(const Trace::Entry& entry) {
  const TensorType& type = context_.type(entry.first_result);
  bool fresh = !space_;
  if (fresh) space_ = type.sizes();
  auto undo = [&] {
    if (fresh) space_.reset();
    return false;
  };
  if (space_->size() > 8) return undo();
  auto axes = align(type.shape, entry.args);
  if (!axes) return undo();
  const ScalarKernel& formula = scalar_kernel(*entry.op, entry.args, context_.dispatcher());
  bool per_row = row_axes_ != 0 && !varies_over_row(*axes), own_args = false;
  int stage = 0;
  for (int index : formula.operands) {
    const Value& arg = entry.args[index];
    if (!arg.is_node()) continue;
    auto found = values_.find(static_cast<int>(arg.as_node()));
    if (found == values_.end()) continue;
    own_args = true;
    const Value_& value = found->second;
    if (!value.per_row && per_row && value.producer >= 0) return undo();
    stage = std::max(stage, value.stage + static_cast<int>(value.per_row && !per_row));
  }
  if (!covers(*axes, per_row)) return undo();
  if (!members_.empty() && !own_args && per_row) return undo();
  if (split_ && stage > 0) return undo();
  size_t instructions = formula.program.code.size();
  for (const Member& member : members_) instructions += member.formula->program.code.size();
  if (instructions > kMostInstructions && !members_.empty()) return undo();
  members_.push_back({&entry, &formula, false, per_row, stage});
  values_[entry.first_result] = {*axes, per_row, stage, static_cast<int>(members_.size()) - 1, -1};
  return true;
}

bool GroupBuilder::add_reduce(const Trace::Entry& entry) {
  if (!entry.args[0].is_node()) return false;
  int input = static_cast<int>(entry.args[0].as_node());
  const TensorType& type = context_.type(input);
  if (is_complex(type.dtype) || type.rank() > 8) return false;
  bool fresh = !space_;
  if (fresh) space_ = type.sizes();
  auto undo = [&] {
    if (fresh) space_.reset();
    return false;
  };
  if (count(*space_) == 0) return undo();
  auto axes = align(type.shape, std::span(entry.args.begin(), 1));
  auto found = values_.find(input);
  if (!axes || !covers(*axes, false) || (found != values_.end() && found->second.per_row))
    return undo();
  Call call(*entry.op, context_.dispatcher(), entry.args);
  Ints gone = call.axes(Argument<std::optional<Ints>>::get(call, 1), type.rank(), 1);
  uint64_t row_axes = 0;
  for (int64_t a : gone)
    if ((*axes)[a] >= 0) row_axes |= uint64_t{1} << (*axes)[a];
  // A fold over axes of extent 1 alone would leave no row at all: it runs by itself.
  if (row_axes == 0 || (row_axes_ != 0 && row_axes != row_axes_)) return undo();
  int stage = found == values_.end() ? 0 : found->second.stage;
  row_axes_ = row_axes;
  split_ = must_split();
  Axes kept;
  bool keep_dims = entry.args[2].as_bool();
  for (int i = 0; i < type.rank(); ++i) {
    bool reduced = std::find(gone.begin(), gone.end(), i) != gone.end();
    if (!reduced)
      kept.push_back((*axes)[i]);
    else if (keep_dims)
      kept.push_back(-1);
  }
  members_.push_back({&entry, &reduce_kernel(*entry.op, type.dtype), true, false, stage});
  values_[entry.first_result] = {kept, true, stage, static_cast<int>(members_.size()) - 1, -1};
  return true;
}

/// Rows that do not stay in cache, or do not lie along memory, are walked once per stage instead.
bool GroupBuilder::must_split() const {
  int64_t row = 1;
  for (size_t a = 0; a < space_->size(); ++a)
    if (row_axes_ >> a & 1) row *= (*space_)[a];
  if (row > kLongestRow) return true;
  for (const Member& member : members_)
    for (const Value& arg : member.entry->args) {
      if (!arg.is_node() || values_.contains(static_cast<int>(arg.as_node()))) continue;
      int node = static_cast<int>(arg.as_node());
      if (context_.type(node).sizes() == *space_) {
        Ints order = context_.order(node);
        for (size_t i = order.size(); i-- > 0;)
          if ((*space_)[order[i]] > 1) return (row_axes_ >> order[i] & 1) == 0;
      }
    }
  for (size_t a = space_->size(); a-- > 0;)
    if ((*space_)[a] > 1) return (row_axes_ >> a & 1) == 0;
  return false;
}

/// Views that only add, drop or repeat axes of extent 1 change nothing about where a value comes
/// from.
bool GroupBuilder::add_view(const Trace::Entry& entry) {
  if (!space_ || !entry.args[0].is_node()) return false;
  int input = static_cast<int>(entry.args[0].as_node());
  auto found = values_.find(input);
  if (found == values_.end()) return false;
  const Shape& from = context_.type(input).shape;
  const Shape& to = context_.type(entry.first_result).shape;
  Value_ value = found->second;
  value.alias = input;
  value.producer = -1;
  Axes axes;
  if (entry.op == &ops::broadcast_to) {
    // Repeated axes are again axes of extent 1 to us: whoever computes with it says how far it
    // goes.
    for (size_t i = from.size(); i < to.size(); ++i) axes.push_back(-1);
    axes.append(value.axes.begin(), value.axes.end());
  } else {
    size_t i = 0;
    for (Dim d : to) {
      while (i < from.size() && from[i] == Dim(1) && d != Dim(1)) ++i;
      if (d == Dim(1))
        axes.push_back(-1);
      else if (i < from.size() && from[i] == d)
        axes.push_back(value.axes[i++]);
      else
        return false;
    }
    while (i < from.size() && from[i] == Dim(1)) ++i;
    if (i != from.size()) return false;
  }
  value.axes = axes;
  values_[entry.first_result] = value;
  views_.push_back(&entry);
  return true;
}

}  // namespace duet
